#include <deque>

#include "rados/aio.h"
#include "rados/calls.h"
#include "rados/rados.h"
#include "rados/steps.h"
#include "rados/symbols.h"

namespace cephvirt::rados {

namespace {

// What librados writes the answer of one step into.
struct Answer {
  ~Answer() {
    if (output != nullptr) symbols().rados_buffer_free(output);
    if (xattrs != nullptr) symbols().rados_getxattrs_end(xattrs);
    if (omap != nullptr) symbols().rados_omap_get_end(omap);
  }
  Answer() = default;
  Answer(const Answer&) = delete;
  Answer& operator=(const Answer&) = delete;

  int result = 0;
  char* output = nullptr;
  size_t size = 0;
  StatAnswer stat;
  rados_xattrs_iter_t xattrs = nullptr;
  rados_omap_iter_t omap = nullptr;
  unsigned char more = 0;
  uint64_t version = 0;
};

// One kind of step: how it is added to an operation, and how its answer is told.
struct ReadKind {
  void (*add)(rados_read_op_t op, const Step& step, Answer& answer);
  Napi::Value (*tell)(Napi::Env env, const Answer& answer);
};

using ReadStep = StepOf<ReadKind>;

Napi::Value nothing(Napi::Env env, const Answer&) { return env.Undefined(); }

Napi::Value bytes(Napi::Env env, const char* data, size_t size) {
  Environment::of(env).copied(size);
  return Napi::Buffer<char>::Copy(env, data, size);
}

void addStat(rados_read_op_t op, const Step&, Answer& answer) {
  if (symbols().rados_read_op_stat2) {
    symbols().rados_read_op_stat2(op, &answer.stat.size, &answer.stat.mtime, &answer.result);
  } else {
    symbols().rados_read_op_stat(op, &answer.stat.size, &answer.stat.mtime.tv_sec, &answer.result);
  }
}

void addAssertExists(rados_read_op_t op, const Step&, Answer&) { symbols().rados_read_op_assert_exists(op); }

// Names and values by turns.
Napi::Value tellXattrs(Napi::Env env, const Answer& answer) {
  auto told = Napi::Array::New(env);
  for (uint32_t index = 0;;) {
    const Napi::HandleScope scope(env);
    const char *name = nullptr, *value = nullptr;
    size_t size = 0;
    check("rados_getxattrs_next", symbols().rados_getxattrs_next(answer.xattrs, &name, &value, &size));
    if (name == nullptr) return told;
    told.Set(index++, Napi::String::New(env, name));
    told.Set(index++, bytes(env, value, size));
  }
}

struct OmapItem {
  char *key = nullptr, *value = nullptr;
  size_t keySize = 0, valueSize = 0;

  bool next(rados_omap_iter_t omap) {
    check("rados_omap_get_next2", symbols().rados_omap_get_next2(omap, &key, &value, &keySize, &valueSize));
    return key != nullptr;
  }
};

Napi::Value tellOmap(Napi::Env env, const Answer& answer, bool withValues) {
  auto told = Napi::Object::New(env);
  const size_t count = symbols().rados_omap_iter_size(answer.omap);
  auto keys = Napi::Array::New(env, count);
  auto values = Napi::Array::New(env, withValues ? count : 0);
  OmapItem item;
  for (uint32_t index = 0; item.next(answer.omap); ++index) {
    const Napi::HandleScope scope(env);
    keys.Set(index, bytes(env, item.key, item.keySize));
    if (withValues) values.Set(index, bytes(env, item.value, item.valueSize));
  }
  told.Set("keys", keys);
  told.Set("values", values);
  told.Set("more", Napi::Boolean::New(env, answer.more != 0));
  return told;
}

const std::unordered_map<std::string_view, ReadKind>& kinds() {
  static const std::unordered_map<std::string_view, ReadKind> all = {
      {"assertExists", {addAssertExists, nothing}},
      {"assertVersion",
       {[](rados_read_op_t op, const Step& step, Answer&) {
          symbols().rados_read_op_assert_version(op, step.version.value);
        },
        nothing}},
      {"compareExtent",
       {[](rados_read_op_t op, const Step& step, Answer& answer) {
          symbols().rados_read_op_cmpext(op, step.chars(), step.size(), step.position, &answer.result);
        },
        nothing}},
      {"compareXattr",
       {[](rados_read_op_t op, const Step& step, Answer&) {
          symbols().rados_read_op_cmpxattr(op, step.name.c_str(), static_cast<uint8_t>(step.how), step.chars(),
                                           step.size());
        },
        nothing}},
      {"compareOmap",
       {[](rados_read_op_t op, const Step& step, Answer& answer) {
          const PinnedBuffer& key = step.keys.at(0);
          symbols().rados_read_op_omap_cmp2(op, Step::charsOf(key), static_cast<uint8_t>(step.how), step.chars(),
                                            key.size(), step.size(), &answer.result);
        },
        nothing}},
      // The memory for its answer is made by librados when it knows how much that is. rados_aio_exec, which writes into
      // memory given beforehand, writes past its end if the answer is longer.
      {"exec",
       {[](rados_read_op_t op, const Step& step, Answer& answer) {
          symbols().rados_read_op_exec(op, step.name.c_str(), step.method.c_str(), step.chars(), step.size(),
                                       &answer.output, &answer.size, &answer.result);
        },
        [](Napi::Env env, const Answer& answer) { return bytes(env, answer.output, answer.size); }}},
      {"read",
       {[](rados_read_op_t op, const Step& step, Answer& answer) {
          PinnedBuffer into = step.into.value();
          // To an OSD, no bytes means all of them.
          if (into.size() == 0) return addStat(op, step, answer);
          symbols().rados_read_op_read(op, step.position, into.size(), into.chars(), &answer.size, &answer.result);
        },
        [](Napi::Env env, const Answer& answer) -> Napi::Value {
          return Napi::Number::New(env, static_cast<double>(answer.size));
        }}},
      {"stat",
       {addStat,
        [](Napi::Env env, const Answer& answer) { return Convert<ObjectStat>::toJs(env, answer.stat.told()); }}},
      {"checksum",
       {[](rados_read_op_t op, const Step& step, Answer& answer) {
          PinnedBuffer into = step.into.value();
          symbols().rados_read_op_checksum(op, static_cast<rados_checksum_type_t>(step.how), step.chars(), step.size(),
                                           step.position, step.length, step.chunk, into.chars(), into.size(),
                                           &answer.result);
        },
        nothing}},
      {"xattrs",
       {[](rados_read_op_t op, const Step&, Answer& answer) {
          symbols().rados_read_op_getxattrs(op, &answer.xattrs, &answer.result);
        },
        tellXattrs}},
      {"omapValues",
       {[](rados_read_op_t op, const Step& step, Answer& answer) {
          symbols().rados_read_op_omap_get_vals2(op, step.after.data.c_str(), step.prefix.data.c_str(), step.most,
                                                 &answer.omap, &answer.more, &answer.result);
        },
        [](Napi::Env env, const Answer& answer) { return tellOmap(env, answer, true); }}},
      {"omapKeys",
       {[](rados_read_op_t op, const Step& step, Answer& answer) {
          symbols().rados_read_op_omap_get_keys2(op, step.after.data.c_str(), step.most, &answer.omap, &answer.more,
                                                 &answer.result);
        },
        [](Napi::Env env, const Answer& answer) { return tellOmap(env, answer, false); }}},
      {"omapValuesByKeys",
       {[](rados_read_op_t op, const Step& step, Answer& answer) {
          const ByteStrings keys(step.keys);
          symbols().rados_read_op_omap_get_vals_by_keys2(op, keys.starts.data(), keys.starts.size(), keys.sizes.data(),
                                                         &answer.omap, &answer.result);
        },
        [](Napi::Env env, const Answer& answer) { return tellOmap(env, answer, true); }}},
      // It comes with the answer to any operation; that of no other steps needs one.
      {"version",
       {addAssertExists,
        [](Napi::Env env, const Answer& answer) { return Convert<Id>::toJs(env, Id{answer.version}); }}},
  };
  return all;
}

// One read operation from its submission to its answers: a row of steps that an OSD does at one moment.
class ReadOp {
 public:
  explicit ReadOp(std::vector<ReadStep> steps) : steps_(std::move(steps)), answers_(steps_.size()) {}

  int submit(rados_ioctx_t ioctx, rados_completion_t completion, const char* name, uint32_t flags) {
    const std::unique_ptr<void, void (*)(rados_read_op_t)> op(
        symbols().rados_create_read_op(), [](rados_read_op_t made) { symbols().rados_release_read_op(made); });
    for (size_t index = 0; index < steps_.size(); ++index) {
      const ReadStep& step = steps_[index];
      step.kind->add(op.get(), step, answers_[index]);
      if (step.flags != 0) symbols().rados_read_op_set_flags(op.get(), static_cast<int>(step.flags));
    }
    return symbols().rados_aio_read_op_operate(op.get(), ioctx, completion, name, static_cast<int>(flags));
  }

  // A step may fail though the operation as a whole went well: then its errno is what is told of it.
  Napi::Value toJs(Napi::Env env, uint64_t version) {
    auto told = Napi::Array::New(env, steps_.size());
    for (uint32_t index = 0; index < steps_.size(); ++index) {
      const Napi::HandleScope scope(env);
      Answer& answer = answers_[index];
      answer.version = version;
      told.Set(index,
               answer.result < 0 ? Napi::Number::New(env, answer.result) : steps_[index].kind->tell(env, answer));
    }
    return told;
  }

 private:
  const std::vector<ReadStep> steps_;
  std::deque<Answer> answers_;
};

struct ReadSteps {
  std::vector<ReadStep> all;
};

}  // namespace

}  // namespace cephvirt::rados

namespace cephvirt {

template <>
struct Parameter<rados::ReadSteps> {
  using Stored = rados::ReadSteps;
  static Stored read(Reading& reading) { return {rados::readSteps(reading, rados::kinds())}; }
  static Stored& pass(Stored& stored) { return stored; }
};

}  // namespace cephvirt

namespace cephvirt::rados {

void bindReadOps(Library& rados) {
  rados.submit("objectOperateRead",
               [](Pool& pool, Operation& operation, const std::string& name, ReadSteps steps, uint32_t flags) {
                 const auto op = std::make_shared<ReadOp>(std::move(steps.all));
                 submit(
                     pool, operation, "rados_aio_read_op_operate",
                     [name, op, flags](rados_ioctx_t ioctx, rados_completion_t completion) {
                       return op->submit(ioctx, completion, name.c_str(), flags);
                     },
                     [op](uint64_t version) -> Operation::Result {
                       return [op, version](Napi::Env env) { return op->toJs(env, version); };
                     });
               });
}

}  // namespace cephvirt::rados

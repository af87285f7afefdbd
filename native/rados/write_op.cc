#include "rados/aio.h"
#include "rados/calls.h"
#include "rados/rados.h"
#include "rados/steps.h"
#include "rados/symbols.h"

namespace cephvirt::rados {

namespace {

// One kind of step: how it is added to an operation. Some have a result of their own.
struct WriteKind {
  void (*add)(rados_write_op_t op, const Step& step, int& result);
};

using WriteStep = StepOf<WriteKind>;

// librados copies what a step is given while the operation is made.
const std::unordered_map<std::string_view, WriteKind>& kinds() {
  static const std::unordered_map<std::string_view, WriteKind> all = {
      {"assertExists", {[](rados_write_op_t op, const Step&, int&) { symbols().rados_write_op_assert_exists(op); }}},
      {"assertVersion", {[](rados_write_op_t op, const Step& step, int&) {
         symbols().rados_write_op_assert_version(op, step.version.value);
       }}},
      {"compareExtent", {[](rados_write_op_t op, const Step& step, int& result) {
         symbols().rados_write_op_cmpext(op, step.chars(), step.size(), step.position, &result);
       }}},
      {"compareXattr", {[](rados_write_op_t op, const Step& step, int&) {
         symbols().rados_write_op_cmpxattr(op, step.name.c_str(), static_cast<uint8_t>(step.how), step.chars(),
                                           step.size());
       }}},
      {"compareOmap", {[](rados_write_op_t op, const Step& step, int& result) {
         const PinnedBuffer& key = step.keys.at(0);
         symbols().rados_write_op_omap_cmp2(op, Step::charsOf(key), static_cast<uint8_t>(step.how), step.chars(),
                                            key.size(), step.size(), &result);
       }}},
      {"create", {[](rados_write_op_t op, const Step& step, int&) {
         const int mode = step.exclusive ? LIBRADOS_CREATE_EXCLUSIVE : LIBRADOS_CREATE_IDEMPOTENT;
         symbols().rados_write_op_create(op, mode, nullptr);
       }}},
      {"write", {[](rados_write_op_t op, const Step& step, int&) {
         symbols().rados_write_op_write(op, step.chars(), step.size(), step.position);
       }}},
      {"writeFull", {[](rados_write_op_t op, const Step& step, int&) {
         symbols().rados_write_op_write_full(op, step.chars(), step.size());
       }}},
      {"writeSame", {[](rados_write_op_t op, const Step& step, int&) {
         symbols().rados_write_op_writesame(op, step.chars(), step.size(), step.length, step.position);
       }}},
      {"append", {[](rados_write_op_t op, const Step& step, int&) {
         symbols().rados_write_op_append(op, step.chars(), step.size());
       }}},
      {"zero", {[](rados_write_op_t op, const Step& step, int&) {
         symbols().rados_write_op_zero(op, step.position, step.length);
       }}},
      {"truncate",
       {[](rados_write_op_t op, const Step& step, int&) { symbols().rados_write_op_truncate(op, step.length); }}},
      {"remove", {[](rados_write_op_t op, const Step&, int&) { symbols().rados_write_op_remove(op); }}},
      {"setXattr", {[](rados_write_op_t op, const Step& step, int&) {
         symbols().rados_write_op_setxattr(op, step.name.c_str(), step.chars(), step.size());
       }}},
      {"removeXattr",
       {[](rados_write_op_t op, const Step& step, int&) { symbols().rados_write_op_rmxattr(op, step.name.c_str()); }}},
      {"omapSet", {[](rados_write_op_t op, const Step& step, int&) {
         const ByteStrings keys(step.keys), values(step.values);
         symbols().rados_write_op_omap_set2(op, keys.starts.data(), values.starts.data(), keys.sizes.data(),
                                            values.sizes.data(), keys.starts.size());
       }}},
      {"omapRemoveKeys", {[](rados_write_op_t op, const Step& step, int&) {
         const ByteStrings keys(step.keys);
         symbols().rados_write_op_omap_rm_keys2(op, keys.starts.data(), keys.sizes.data(), keys.starts.size());
       }}},
      {"omapRemoveRange", {[](rados_write_op_t op, const Step& step, int&) {
         const ByteStrings ends(step.keys);
         symbols().rados_write_op_omap_rm_range2(op, ends.starts.at(0), ends.sizes.at(0), ends.starts.at(1),
                                                 ends.sizes.at(1));
       }}},
      {"omapClear", {[](rados_write_op_t op, const Step&, int&) { symbols().rados_write_op_omap_clear(op); }}},
      {"exec", {[](rados_write_op_t op, const Step& step, int& result) {
         symbols().rados_write_op_exec(op, step.name.c_str(), step.method.c_str(), step.chars(), step.size(), &result);
       }}},
      {"setAllocationHint", {[](rados_write_op_t op, const Step& step, int&) {
         symbols().rados_write_op_set_alloc_hint2(op, step.objectSize, step.writeSize, step.how);
       }}},
  };
  return all;
}

struct WriteSteps {
  std::vector<WriteStep> all;
};

// A moment since 1970.
struct Moment {
  int64_t seconds = 0;
  uint32_t nanoseconds = 0;

  static constexpr auto fields() {
    return fieldsOf(field("seconds", &Moment::seconds), field("nanoseconds", &Moment::nanoseconds));
  }
};

struct WriteAnswer {
  Id version;
  std::vector<int> results;

  static constexpr auto fields() {
    return fieldsOf(field("version", &WriteAnswer::version), field("results", &WriteAnswer::results));
  }
};

using RawWriteOp = std::unique_ptr<void, void (*)(rados_write_op_t)>;

// One write operation from its submission to its answer.
class WriteOp {
 public:
  WriteOp(std::string name, std::vector<WriteStep> steps, uint32_t flags, const std::optional<Moment>& mtime)
      : name_(std::move(name)), steps_(std::move(steps)), results_(steps_.size()), flags_(static_cast<int>(flags)) {
    if (mtime)
      mtime_ = {.tv_sec = static_cast<time_t>(mtime->seconds), .tv_nsec = static_cast<long>(mtime->nanoseconds)};
  }

  RawWriteOp make() {
    RawWriteOp op(symbols().rados_create_write_op(),
                  [](rados_write_op_t made) { symbols().rados_release_write_op(made); });
    for (size_t index = 0; index < steps_.size(); ++index) {
      const WriteStep& step = steps_[index];
      step.kind->add(op.get(), step, results_[index]);
      if (step.flags != 0) symbols().rados_write_op_set_flags(op.get(), static_cast<int>(step.flags));
    }
    return op;
  }

  int submit(rados_ioctx_t ioctx, rados_completion_t completion) {
    const RawWriteOp op = make();
    if (mtime_) {
      return symbols().rados_aio_write_op_operate2(op.get(), ioctx, completion, name_.c_str(), &*mtime_, flags_);
    }
    return symbols().rados_aio_write_op_operate(op.get(), ioctx, completion, name_.c_str(), nullptr, flags_);
  }

  int operate(rados_write_op_t op, rados_ioctx_t ioctx) {
    return symbols().rados_write_op_operate2(op, ioctx, name_.c_str(), &*mtime_, flags_);
  }

  static Operation::Result answer(const std::shared_ptr<WriteOp>& op, uint64_t version) {
    return [op, version](Napi::Env env) {
      return Convert<WriteAnswer>::toJs(env, {Id{version}, std::move(op->results_)});
    };
  }

 private:
  const std::string name_;
  const std::vector<WriteStep> steps_;
  std::vector<int> results_;
  const int flags_;
  std::optional<timespec> mtime_;
};

// rados_aio_write_op_operate takes a time and ignores it: where the newer call is missing, the one that blocks has to
// do it, on a thread of ours.
void operateBlocking(Pool& pool, Operation& operation, const std::shared_ptr<WriteOp>& op) {
  pool.submit(operation, [&pool, &operation, op](rados_ioctx_t ioctx) {
    const auto made = std::make_shared<RawWriteOp>(op->make());
    pool.executor()->post([&pool, &operation, op, made, ioctx] {
      int result = 0;
      uint64_t version = 0;
      {
        const std::lock_guard lock(pool.synchronous());
        result = op->operate(made->get(), ioctx);
        version = symbols().rados_get_last_version(ioctx);
      }
      if (result < 0) return operation.fail(failure("rados_write_op_operate2", result));
      operation.succeed(WriteOp::answer(op, version));
    });
  });
}

}  // namespace

}  // namespace cephvirt::rados

namespace cephvirt {

template <>
struct Parameter<rados::WriteSteps> {
  using Stored = rados::WriteSteps;
  static Stored read(Reading& reading) { return {rados::readSteps(reading, rados::kinds())}; }
  static Stored& pass(Stored& stored) { return stored; }
};

}  // namespace cephvirt

namespace cephvirt::rados {

void bindWriteOps(Library& rados) {
  rados.submit("objectOperateWrite", [](Pool& pool, Operation& operation, const std::string& name, WriteSteps steps,
                                        uint32_t flags, const std::optional<Moment>& mtime) {
    const auto op = std::make_shared<WriteOp>(name, std::move(steps.all), flags, mtime);
    if (mtime && !symbols().rados_aio_write_op_operate2) return operateBlocking(pool, operation, op);
    submit(
        pool, operation, "rados_aio_write_op_operate",
        [op](rados_ioctx_t ioctx, rados_completion_t completion) { return op->submit(ioctx, completion); },
        [op](uint64_t version) { return WriteOp::answer(op, version); });
  });
}

}  // namespace cephvirt::rados

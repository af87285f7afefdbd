#include <deque>
#include <variant>

#include "rados/aio.h"
#include "rados/calls.h"
#include "rados/rados.h"
#include "rados/symbols.h"

namespace cephvirt::rados {

namespace {

struct ExecStep {
  std::string cls, method;
  Bytes input;
};

struct ReadStep {
  PinnedBuffer into;
  uint64_t position;
};

struct StatStep {};

using Step = std::variant<ExecStep, ReadStep, StatStep>;

// What librados writes the answer of one step into.
struct Answer {
  ~Answer() {
    if (output != nullptr) symbols().rados_buffer_free(output);
  }
  Answer() = default;
  Answer(const Answer&) = delete;
  Answer& operator=(const Answer&) = delete;

  int result = 0;
  char* output = nullptr;
  size_t size = 0;
  StatAnswer stat;
};

// One read operation from its submission to its answers: a row of steps that an OSD does at one moment.
class ReadOp {
 public:
  explicit ReadOp(std::vector<Step> steps) : steps_(std::move(steps)), answers_(steps_.size()) {}

  int submit(rados_ioctx_t ioctx, rados_completion_t completion, const char* name) {
    const std::unique_ptr<void, void (*)(rados_read_op_t)> op(
        symbols().rados_create_read_op(), [](rados_read_op_t made) { symbols().rados_release_read_op(made); });
    for (size_t index = 0; index < steps_.size(); ++index) {
      std::visit([&](const auto& step) { add(op.get(), step, answers_[index]); }, steps_[index]);
    }
    return symbols().rados_aio_read_op_operate(op.get(), ioctx, completion, name, 0);
  }

  // An answer that cannot be told is the failure of its step, though the operation as a whole went well.
  void checkAnswers() const {
    for (const Answer& answer : answers_) check("rados_aio_read_op_operate", answer.result);
  }

  Napi::Value toJs(Napi::Env env) const {
    auto told = Napi::Array::New(env, steps_.size());
    for (uint32_t index = 0; index < steps_.size(); ++index) {
      const Napi::HandleScope scope(env);
      told.Set(index, std::visit([&](const auto& step) { return tell(env, step, answers_[index]); }, steps_[index]));
    }
    return told;
  }

 private:
  // The memory for its answer is made by librados when it knows how much that is. rados_aio_exec, which writes into
  // memory given beforehand, writes past its end if the answer is longer.
  static void add(rados_read_op_t op, const ExecStep& step, Answer& answer) {
    symbols().rados_read_op_exec(op, step.cls.c_str(), step.method.c_str(), step.input.data.data(),
                                 step.input.data.size(), &answer.output, &answer.size, &answer.result);
  }
  static void add(rados_read_op_t op, const ReadStep& step, Answer& answer) {
    // To an OSD, no bytes means all of them.
    if (step.into.size() == 0) return add(op, StatStep{}, answer);
    symbols().rados_read_op_read(op, step.position, step.into.size(), reinterpret_cast<char*>(step.into.data()),
                                 &answer.size, &answer.result);
  }
  static void add(rados_read_op_t op, StatStep, Answer& answer) {
    symbols().rados_read_op_stat(op, &answer.stat.size, &answer.stat.mtime, &answer.result);
  }

  static Napi::Value tell(Napi::Env env, const ExecStep&, const Answer& answer) {
    Environment::of(env).copied(answer.size);
    return Napi::Buffer<char>::Copy(env, answer.output, answer.size);
  }
  static Napi::Value tell(Napi::Env env, const ReadStep&, const Answer& answer) {
    return Napi::Number::New(env, static_cast<double>(answer.size));
  }
  static Napi::Value tell(Napi::Env env, StatStep, const Answer& answer) {
    return Convert<ObjectStat>::toJs(env, answer.stat.told());
  }

  const std::vector<Step> steps_;
  std::deque<Answer> answers_;
};

// The steps of an operation as JavaScript gives them. The memory that they read into stays pinned until it is over.
struct Steps {
  std::vector<Step> all;
};

template <class T>
T fieldOf(const Napi::Object& step, const char* name) {
  return Convert<T>::fromJs(step.Get(name), name);
}

}  // namespace

}  // namespace cephvirt::rados

namespace cephvirt {

template <>
struct Parameter<rados::Steps> {
  using Stored = rados::Steps;
  static Stored read(Reading& reading) {
    using rados::fieldOf;
    Stored steps;
    const Napi::Value value = reading.next();
    if (!value.IsArray()) throw wrongType("The steps", "an array");
    const auto array = value.As<Napi::Array>();
    for (uint32_t index = 0; index < array.Length(); ++index) {
      const Napi::Value entry = array.Get(index);
      if (!entry.IsObject()) throw wrongType("A step", "an object");
      const auto step = entry.As<Napi::Object>();
      const auto kind = fieldOf<std::string>(step, "kind");
      if (kind == "exec") {
        steps.all.push_back(rados::ExecStep{fieldOf<std::string>(step, "cls"), fieldOf<std::string>(step, "method"),
                                            fieldOf<Bytes>(step, "input")});
      } else if (kind == "read") {
        const Napi::Value into = step.Get("into");
        steps.all.push_back(rados::ReadStep{reading.pin(into), fieldOf<uint64_t>(step, "position")});
      } else if (kind == "stat") {
        steps.all.push_back(rados::StatStep{});
      } else {
        throw wrongType("The kind of a step", "exec, read or stat");
      }
    }
    return steps;
  }
  static Stored& pass(Stored& stored) { return stored; }
};

}  // namespace cephvirt

namespace cephvirt::rados {

void bindReadOps(Library& rados) {
  rados.submit("objectOperateRead", [](Pool& pool, Operation& operation, const std::string& name, Steps steps) {
    const auto op = std::make_shared<ReadOp>(std::move(steps.all));
    submit(
        pool, operation, "rados_aio_read_op_operate",
        [name, op](rados_ioctx_t ioctx, rados_completion_t completion) {
          return op->submit(ioctx, completion, name.c_str());
        },
        [op]() -> Operation::Result {
          op->checkAnswers();
          return [op](Napi::Env env) { return op->toJs(env); };
        });
  });
}

}  // namespace cephvirt::rados

#include <string_view>
#include <unordered_map>

#include "rados/aio.h"
#include "rados/calls.h"
#include "rados/rados.h"
#include "rados/symbols.h"

namespace cephvirt::rados {

namespace {

struct WriteStep;
using AddStep = void (*)(rados_write_op_t op, const WriteStep& step);

// One step of a write operation: what it does, and what of this it needs for that.
struct WriteStep {
  AddStep add = nullptr;
  std::optional<PinnedBuffer> data;
  uint64_t position = 0, length = 0;
  std::string name;
  bool exclusive = false;

  const char* chars() const { return data ? data->chars() : nullptr; }
  size_t size() const { return data ? data->size() : 0; }
};

// librados copies what a step is given while the operation is made.
const std::unordered_map<std::string_view, AddStep>& kinds() {
  static const std::unordered_map<std::string_view, AddStep> all = {
      {"create",
       [](rados_write_op_t op, const WriteStep& step) {
         const int mode = step.exclusive ? LIBRADOS_CREATE_EXCLUSIVE : LIBRADOS_CREATE_IDEMPOTENT;
         symbols().rados_write_op_create(op, mode, nullptr);
       }},
      {"assertExists", [](rados_write_op_t op, const WriteStep&) { symbols().rados_write_op_assert_exists(op); }},
      {"write",
       [](rados_write_op_t op, const WriteStep& step) {
         symbols().rados_write_op_write(op, step.chars(), step.size(), step.position);
       }},
      {"writeFull", [](rados_write_op_t op,
                       const WriteStep& step) { symbols().rados_write_op_write_full(op, step.chars(), step.size()); }},
      {"append", [](rados_write_op_t op,
                    const WriteStep& step) { symbols().rados_write_op_append(op, step.chars(), step.size()); }},
      {"zero", [](rados_write_op_t op,
                  const WriteStep& step) { symbols().rados_write_op_zero(op, step.position, step.length); }},
      {"truncate",
       [](rados_write_op_t op, const WriteStep& step) { symbols().rados_write_op_truncate(op, step.length); }},
      {"remove", [](rados_write_op_t op, const WriteStep&) { symbols().rados_write_op_remove(op); }},
      {"setXattr",
       [](rados_write_op_t op, const WriteStep& step) {
         symbols().rados_write_op_setxattr(op, step.name.c_str(), step.chars(), step.size());
       }},
      {"removeXattr",
       [](rados_write_op_t op, const WriteStep& step) { symbols().rados_write_op_rmxattr(op, step.name.c_str()); }},
  };
  return all;
}

struct WriteSteps {
  std::vector<WriteStep> all;
};

template <class T>
void readField(const Napi::Object& step, const char* name, T& into) {
  if (step.Has(name)) into = Convert<T>::fromJs(step.Get(name), name);
}

}  // namespace

}  // namespace cephvirt::rados

namespace cephvirt {

template <>
struct Parameter<const rados::WriteSteps&> {
  using Stored = rados::WriteSteps;
  static Stored read(Reading& reading) {
    Stored steps;
    const auto array = reading.next().As<Napi::Array>();
    for (uint32_t index = 0; index < array.Length(); ++index) {
      const auto given = array.Get(index).As<Napi::Object>();
      const auto kind = rados::kinds().find(Convert<std::string>::fromJs(given.Get("kind"), "kind"));
      if (kind == rados::kinds().end()) throw wrongType("The kind of a step", "that of a write operation's");
      rados::WriteStep step;
      step.add = kind->second;
      if (given.Has("data")) step.data = reading.pin(given.Get("data"));
      rados::readField(given, "position", step.position);
      rados::readField(given, "length", step.length);
      rados::readField(given, "name", step.name);
      rados::readField(given, "exclusive", step.exclusive);
      steps.all.push_back(std::move(step));
    }
    return steps;
  }
  static const Stored& pass(Stored& stored) { return stored; }
};

}  // namespace cephvirt

namespace cephvirt::rados {

void bindWriteOps(Library& rados) {
  rados.submit(
      "objectOperateWrite", [](Pool& pool, Operation& operation, const std::string& name, const WriteSteps& steps) {
        submit(pool, operation, "rados_aio_write_op_operate",
               [name, steps](rados_ioctx_t ioctx, rados_completion_t completion) {
                 const std::unique_ptr<void, void (*)(rados_write_op_t)> op(
                     symbols().rados_create_write_op(),
                     [](rados_write_op_t made) { symbols().rados_release_write_op(made); });
                 for (const WriteStep& step : steps.all) step.add(op.get(), step);
                 return symbols().rados_aio_write_op_operate(op.get(), ioctx, completion, name.c_str(), nullptr, 0);
               });
      });
}

}  // namespace cephvirt::rados

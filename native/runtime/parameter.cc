#include "runtime/parameter.h"

#include <cstdio>

namespace cephvirt {

Use::Use(std::shared_ptr<Handle> handle) : handle_(std::move(handle)) {
  if (!handle_->enter()) throw closedFailure(handle_->kind());
}

Use::Use(Use&& other) noexcept : handle_(std::move(other.handle_)) {}

Use::~Use() {
  if (handle_) handle_->leave();
}

const char* Reading::name() {
  std::snprintf(name_.data(), name_.size(), "Argument %u", static_cast<unsigned>(index));
  return name_.data();
}

Napi::Function Reading::nextFunction() {
  const Napi::Value value = next();
  if (!value.IsFunction()) throw wrongType("The receiver", "a function");
  return value.As<Napi::Function>();
}

std::shared_ptr<Handle> Reading::nextHandle(bool (*is)(Handle& handle)) {
  std::shared_ptr<Handle> next = Environment::of(info.Env()).unwrap(this->next());
  if (!is(*next)) throw wrongType(name(), "a handle of another kind");
  if (!handle) {
    executor = next->executor();
    handle = next;
  }
  return next;
}

PinnedBuffer Reading::pin(const Napi::Value& value) {
  const PinnedBuffer buffer = PinnedBuffer::of(value, "The buffer");
  pinned += 1;
  return buffer;
}

const std::shared_ptr<Executor>& Reading::newExecutor() {
  executor = Executor::create(threads.name, threads.normal, threads.urgent);
  return executor;
}

}  // namespace cephvirt

#pragma once

#include <napi.h>

#include <atomic>
#include <functional>
#include <memory>

#include "runtime/environment.h"

namespace cephvirt {

// Where a library's events go: any thread pushes, one JavaScript function receives, in order. It keeps the
// environment alive while it exists, and says how much was pushed but not received yet, so that whoever produces can
// slow down.
class Sink {
 public:
  using Value = std::function<Napi::Value(Napi::Env)>;

  // JS thread.
  static std::shared_ptr<Sink> create(Environment& environment, Napi::Function receiver) {
    return std::shared_ptr<Sink>(new Sink(environment.queue(), environment.holdFunction(receiver)));
  }
  // One that does not keep the environment alive.
  static std::shared_ptr<Sink> createInBackground(Environment& environment, Napi::Function receiver) {
    return std::shared_ptr<Sink>(new Sink(environment.queue(), environment.holdFunctionInBackground(receiver)));
  }

  ~Sink();
  Sink(const Sink&) = delete;
  Sink& operator=(const Sink&) = delete;

  // Any thread. `value` is made on the JS thread.
  void push(Value value);

  size_t backlog() const noexcept { return backlog_->load(std::memory_order_relaxed); }

 private:
  Sink(std::shared_ptr<CompletionQueue> queue, HoldId slot) : queue_(std::move(queue)), slot_(slot) {}

  std::shared_ptr<CompletionQueue> queue_;
  HoldId slot_;
  std::shared_ptr<std::atomic<size_t>> backlog_ = std::make_shared<std::atomic<size_t>>(0);
};

// The parameter of a call that takes a sink of the second sort.
struct BackgroundSink {
  std::shared_ptr<Sink> sink;
};

}  // namespace cephvirt

#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "runtime/completion_queue.h"
#include "runtime/environment.h"
#include "runtime/error.h"

namespace cephvirt {

// One asynchronous call of a library that was submitted on the JS thread and is finished by the library's own
// callback, once, on any thread. The address of an Operation is what the library carries for us: it stays valid until
// one of the finishing calls, even if the environment that waits for it is gone.
class Operation final : public Completion {
 public:
  using Result = std::function<Napi::Value(Napi::Env)>;

  Operation(std::shared_ptr<CompletionQueue> queue, int pins) : queue_(std::move(queue)), pins_(pins) {
    if (pins_ > 0) queue_->pinned(pins_);
  }
  ~Operation() override { letGo(); }

  // Any thread, exactly one of these, exactly once. The operation is gone for the caller afterwards.
  void succeed(int64_t result) noexcept {
    number_ = result;
    post();
  }
  void succeed(Result result) noexcept {
    result_ = std::move(result);
    post();
  }
  void fail(Failure failure) noexcept {
    failure_ = std::move(failure);
    post();
  }

  // JS thread, before it is submitted: who waits for it, and the handle it is a use of (entered by the caller).
  void expectedBy(SlotId slot, std::shared_ptr<Handle> handle) {
    slot_ = slot;
    handle_ = std::move(handle);
  }

  // The C function that was submitted, for the error if it fails.
  const char* function = "";
  // What the library writes its results into; lives as long as the operation.
  std::shared_ptr<void> attachment;

 private:
  void post() noexcept {
    const std::shared_ptr<CompletionQueue> queue = queue_;
    letGo();
    queue->post(std::unique_ptr<Completion>(this));
  }

  // The library is done with the memory and with the handle, whether or not JavaScript hears of it.
  void letGo() noexcept {
    if (pins_ > 0) queue_->pinned(-std::exchange(pins_, 0));
    if (handle_) std::exchange(handle_, nullptr)->leave();
  }

  void settle(Environment& environment) override {
    const Napi::Env env = environment.env();
    if (failure_) {
      environment.reject(slot_, failure_->toJs(env).Value());
    } else if (result_) {
      environment.settle(slot_, [&] { return result_(env); });
    } else {
      environment.resolve(slot_, Napi::Number::New(env, static_cast<double>(number_)));
    }
  }

  std::shared_ptr<CompletionQueue> queue_;
  std::shared_ptr<Handle> handle_;
  SlotId slot_ = 0;
  int pins_;
  int64_t number_ = 0;
  Result result_;
  std::optional<Failure> failure_;
};

}  // namespace cephvirt

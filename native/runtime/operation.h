#pragma once

#include <functional>
#include <memory>
#include <optional>

#include "runtime/board.h"
#include "runtime/completion_queue.h"
#include "runtime/environment.h"
#include "runtime/error.h"

namespace cephvirt {

// One asynchronous call of a library that was submitted on the JS thread and is finished by the library's own
// callback, once, on any thread. The address of an Operation is what the library carries for us: it stays valid until
// one of the finishing calls, even if the environment that waits for it is gone.
//
// What it took (the use of a handle, the pin on memory) it gives back when it is settled: on the JS thread, which took
// it, so that no thread of a library fights for those counters. Where the environment is gone, at once.
class Operation final : public Completion {
 public:
  using Result = std::function<Napi::Value(Napi::Env)>;

  // JS thread. A use of `handle`: the caller has entered it.
  Operation(Environment& environment, Slot slot, std::shared_ptr<Handle> handle, bool pins)
      : queue_(environment.queue()), handle_(std::move(handle)), slot_(slot), pins_(pins) {
    if (pins_) queue_->pinned(1);
    environment.begin();
  }
  ~Operation() override {
    if (pins_) queue_->pinned(-1);
    handle_->leave();
  }

  Slot slot() const { return slot_; }

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

  // The C function that was submitted, for the error if it fails.
  const char* function = "";
  // What the library writes its results into; lives as long as the operation.
  std::shared_ptr<void> attachment;

 private:
  void post() noexcept {
    const std::shared_ptr<CompletionQueue> queue = queue_;
    queue->post(std::unique_ptr<Completion>(this));
  }

  bool report(Environment& environment) override {
    if (failure_ || result_) return false;
    environment.end(slot_);
    environment.board().finish(slot_, static_cast<double>(number_));
    return true;
  }

  void settle(Environment& environment) override {
    environment.end(slot_);
    if (failure_) return environment.board().fail(slot_, *failure_);
    napi_value value = nullptr;
    try {
      value = result_(environment.env());
    } catch (...) {
      return environment.board().fail(slot_, currentFailure());
    }
    environment.board().answer(slot_, value);
  }

  const std::shared_ptr<CompletionQueue> queue_;
  const std::shared_ptr<Handle> handle_;
  const Slot slot_;
  const bool pins_;
  int64_t number_ = 0;
  Result result_;
  std::optional<Failure> failure_;
};

}  // namespace cephvirt

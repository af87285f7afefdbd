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
  Operation(Environment& environment, Slot slot, std::shared_ptr<Handle> handle, bool pins);
  ~Operation() override;

  Slot slot() const { return slot_; }

  // Any thread, exactly one of these, exactly once. The operation is gone for the caller afterwards.
  void succeed(int64_t result) noexcept;
  void succeed(Result result) noexcept;
  void fail(Failure failure) noexcept;

  // The C function that was submitted, for the error if it fails.
  const char* function = "";
  // What the library writes its results into; lives as long as the operation.
  std::shared_ptr<void> attachment;

 private:
  void post() noexcept;
  bool report(Environment& environment) override;
  void settle(Environment& environment) override;

  const std::shared_ptr<CompletionQueue> queue_;
  const std::shared_ptr<Handle> handle_;
  const Slot slot_;
  const bool pins_;
  int64_t number_ = 0;
  Result result_;
  std::optional<Failure> failure_;
};

}  // namespace cephvirt

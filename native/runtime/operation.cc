#include "runtime/operation.h"

namespace cephvirt {

Operation::Operation(Environment& environment, Slot slot, std::shared_ptr<Handle> handle, bool pins)
    : queue_(environment.queue()), handle_(std::move(handle)), slot_(slot), pins_(pins) {
  if (pins_) queue_->pinned(1);
  environment.begin();
}

Operation::~Operation() {
  if (pins_) queue_->pinned(-1);
  handle_->leave();
}

void Operation::succeed(int64_t result) noexcept {
  number_ = result;
  post();
}

void Operation::succeed(Result result) noexcept {
  result_ = std::move(result);
  post();
}

void Operation::fail(Failure failure) noexcept {
  failure_ = std::move(failure);
  post();
}

void Operation::post() noexcept {
  const std::shared_ptr<CompletionQueue> queue = queue_;
  queue->post(std::unique_ptr<Completion>(this));
}

bool Operation::report(Environment& environment) {
  if (failure_ || result_) return false;
  environment.end(slot_);
  environment.board().finish(slot_, static_cast<double>(number_));
  return true;
}

void Operation::settle(Environment& environment) {
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

}  // namespace cephvirt

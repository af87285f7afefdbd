#include "runtime/board.h"

#include <algorithm>
#include <utility>

namespace cephvirt {

void Board::connect(const Napi::Object& listeners) {
  if (slots_ != nullptr) throw Failure("internal", "The board has its listeners already");
  const auto function = [&](const char* name) { return Napi::Persistent(listeners.Get(name).As<Napi::Function>()); };
  auto slots = listeners.Get("slots").As<Napi::Uint32Array>();
  auto numbers = listeners.Get("numbers").As<Napi::Float64Array>();
  slotsHeld_ = Napi::Persistent(slots);
  numbersHeld_ = Napi::Persistent(numbers);
  slots_ = slots.Data();
  numbers_ = numbers.Data();
  capacity_ = std::min(slots.ElementLength(), numbers.ElementLength());
  finished_ = function("finished");
  answered_ = function("answered");
  failed_ = function("failed");
}

void Board::finish(Slot slot, double number) {
  slots_[count_] = slot;
  numbers_[count_] = number;
  ++count_;
}

void Board::answer(Slot slot, napi_value value) { answered_.Call({Napi::Number::New(answered_.Env(), slot), value}); }

void Board::fail(Slot slot, const Failure& failure) {
  failed_.Call({Napi::Number::New(failed_.Env(), slot), failure.toJs(failed_.Env()).Value()});
}

void Board::flush() {
  if (count_ == 0) return;
  const Napi::HandleScope scope(finished_.Env());
  finished_.Call({Napi::Number::New(finished_.Env(), static_cast<double>(std::exchange(count_, 0)))});
}

void Board::reset() noexcept {
  slotsHeld_.Reset();
  numbersHeld_.Reset();
  finished_.Reset();
  answered_.Reset();
  failed_.Reset();
}

}  // namespace cephvirt

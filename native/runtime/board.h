#pragma once

#include <napi.h>

#include <cstdint>

#include "runtime/error.h"

namespace cephvirt {

// Names one operation in flight: a number that JavaScript gave it, and keeps its buffers by.
using Slot = uint32_t;

// Where JavaScript hears what became of its operations. Those that brought a number, as reads and writes do, are told
// in one call for a whole burst: their slots and numbers stand in two arrays that both sides see.
class Board {
 public:
  // `listeners`: { slots: Uint32Array, numbers: Float64Array, finished(count), answered(slot, value), failed(slot,
  // error) }. Once, before the first operation.
  void connect(const Napi::Object& listeners);

  // Only while it is not full.
  void finish(Slot slot, double number);
  bool full() const { return count_ == capacity_; }
  void answer(Slot slot, napi_value value);
  void fail(Slot slot, const Failure& failure);

  // Tells what stands in the arrays: when they are full, at the end of a burst, and before anything else is told, so
  // that all is heard in the order it finished in.
  void flush();

  void reset() noexcept;

 private:
  Napi::Reference<Napi::Uint32Array> slotsHeld_;
  Napi::Reference<Napi::Float64Array> numbersHeld_;
  Napi::FunctionReference finished_, answered_, failed_;
  uint32_t* slots_ = nullptr;
  double* numbers_ = nullptr;
  size_t capacity_ = 0;
  size_t count_ = 0;
};

}  // namespace cephvirt

#pragma once

#include <napi.h>

#include <memory>
#include <tuple>
#include <utility>

#include "runtime/parameter.h"

// Calls that a library runs asynchronously itself: submitted on the JS thread, finished by the library's callback, told
// on the board. JavaScript names each by a slot, and keeps its buffers there.
namespace cephvirt {

// Hands an operation to `function`, which must only enqueue it. What it throws means that the library has not taken it.
template <class Enqueue>
void submitOperation(Environment& environment, Slot slot, const std::shared_ptr<Handle>& handle, bool pins,
                     Enqueue enqueue) {
  if (!handle->enter()) throw closedFailure(handle->kind());
  auto operation = std::make_unique<Operation>(environment, slot, handle, pins);
  try {
    enqueue(*operation);
  } catch (...) {
    environment.end(slot);
    throw;
  }
  operation.release();  // the library has it now
}

template <class F>
void submitCall(Environment& environment, const F& function, Reading& reading) {
  using Signature = cephvirt::Signature<F>;
  const auto slot = Convert<Slot>::fromJs(reading.next(), "The slot");
  typename Signature::Stored arguments = Signature::read(reading);
  submitOperation(environment, slot, reading.handle, reading.pinned > 0, [&](Operation& operation) {
    std::get<Operation*>(arguments) = &operation;
    Signature::apply(function, arguments);
  });
}

// One of many, as JavaScript writes it into a Float64Array.
struct Order {
  double slot, kind, position, offset, length;
};

// Many operations on one handle: (handle, orders, count, memory), where the memory is one buffer that the orders name
// parts of, or an array with a buffer for each. One that the library does not take fails by itself.
template <class T, class Start>
void submitMany(Environment& environment, Reading& reading, Start start) {
  auto stored = Parameter<T&>::read(reading);
  T& handle = Parameter<T&>::pass(stored);
  const auto orders = reading.next().As<Napi::Float64Array>();
  const auto count = Convert<uint32_t>::fromJs(reading.next(), "The count");
  const Napi::Value memory = reading.next();
  if (orders.TypedArrayType() != napi_float64_array ||
      count > orders.ElementLength() * sizeof(double) / sizeof(Order)) {
    throw wrongType("The orders", "a Float64Array with one for each operation");
  }
  const auto* order = reinterpret_cast<const Order*>(orders.Data());
  const bool separate = memory.IsArray();
  std::optional<PinnedBuffer> whole;
  if (!separate) whole = PinnedBuffer::of(memory, "The buffer");
  for (uint32_t index = 0; index < count; ++index, ++order) {
    const auto slot = static_cast<Slot>(order->slot);
    try {
      const PinnedBuffer buffer =
          separate ? PinnedBuffer::of(memory.As<Napi::Array>().Get(index), "The buffer")
                   : whole->part(static_cast<size_t>(order->offset), static_cast<size_t>(order->length));
      if (buffer.size() != static_cast<size_t>(order->length)) {
        throw Failure("internal", "The buffer was detached (transferred) before it could be used");
      }
      submitOperation(environment, slot, reading.handle, true, [&](Operation& operation) {
        start(handle, operation, static_cast<uint32_t>(order->kind), buffer, static_cast<uint64_t>(order->position));
      });
    } catch (...) {
      environment.refuse(slot, currentFailure());
    }
  }
}

}  // namespace cephvirt

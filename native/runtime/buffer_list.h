#pragma once

#include <vector>

#include "runtime/call.h"

// The parameter of a vectored call: an array of buffers, each pinned.
namespace cephvirt {

template <>
struct Parameter<const std::vector<PinnedBuffer>&> {
  using Stored = std::vector<PinnedBuffer>;
  static Stored read(Reading& reading) {
    const Napi::Value value = reading.next();
    if (!value.IsArray()) throw wrongType("The buffers", "an array");
    const auto array = value.As<Napi::Array>();
    Stored buffers;
    buffers.reserve(array.Length());
    for (uint32_t index = 0; index < array.Length(); ++index) {
      buffers.push_back(reading.pin(array.Get(index)));
    }
    return buffers;
  }
  static const Stored& pass(Stored& stored) { return stored; }
};

}  // namespace cephvirt

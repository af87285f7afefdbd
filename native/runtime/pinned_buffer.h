#pragma once

#include <napi.h>

#include <cstddef>
#include <cstdint>

#include "runtime/error.h"

namespace cephvirt {

// Memory of JavaScript that a library reads from or writes to in place. Whoever passes it has checked that it is
// neither shared nor resizable nor detached, and keeps it referenced until the operation is finished, so that the
// collector leaves it alone. Node-API cannot keep a program from transferring it meanwhile: the documentation forbids
// that.
class PinnedBuffer {
 public:
  static PinnedBuffer of(const Napi::Value& value, const char* what) {
    napi_typedarray_type type = napi_int8_array;
    size_t length = 0;
    void* data = nullptr;
    const auto status = napi_get_typedarray_info(value.Env(), value, &type, &length, &data, nullptr, nullptr);
    if (status != napi_ok || type != napi_uint8_array) {
      throw ArgumentError(ArgumentError::Reason::type, std::string(what) + " must be a Uint8Array");
    }
    return {static_cast<uint8_t*>(data), length};
  }

  PinnedBuffer part(size_t offset, size_t length) const {
    if (offset > size_ || length > size_ - offset) {
      throw ArgumentError(ArgumentError::Reason::range, "The part is not within the buffer");
    }
    return {data_ + offset, length};
  }

  uint8_t* data() const { return data_; }
  const char* chars() const { return reinterpret_cast<const char*>(data_); }
  char* chars() { return reinterpret_cast<char*>(data_); }
  size_t size() const { return size_; }

 private:
  PinnedBuffer(uint8_t* data, size_t size) : data_(data), size_(size) {}

  uint8_t* data_;
  size_t size_;
};

}  // namespace cephvirt

#pragma once

#include <napi.h>

#include <cstddef>
#include <cstdint>

#include "runtime/error.h"

namespace cephvirt {

// Memory of JavaScript that a library reads from or writes to in place. The call that takes it keeps the value
// referenced until the library has let go, so that the collector leaves it alone. Node-API cannot keep a program from
// transferring it meanwhile: the documentation forbids that, and resizable memory is refused before it comes here.
class PinnedBuffer {
 public:
  static PinnedBuffer of(const Napi::Value& value, const char* what) {
    napi_typedarray_type type = napi_int8_array;
    size_t length = 0;
    void* data = nullptr;
    napi_value arrayBuffer = nullptr;
    const auto status = napi_get_typedarray_info(value.Env(), value, &type, &length, &data, &arrayBuffer, nullptr);
    if (status != napi_ok || type != napi_uint8_array) {
      throw ArgumentError(ArgumentError::Reason::type, std::string(what) + " must be a Uint8Array");
    }
    bool plain = false;
    napi_is_arraybuffer(value.Env(), arrayBuffer, &plain);
    if (!plain) throw ArgumentError(ArgumentError::Reason::type, std::string(what) + " must not be shared memory");
    bool detached = false;
    napi_is_detached_arraybuffer(value.Env(), arrayBuffer, &detached);
    if (detached) throw ArgumentError(ArgumentError::Reason::type, std::string(what) + " is detached");
    return {static_cast<uint8_t*>(data), length};
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

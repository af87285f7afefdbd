#include "libvirt/handles.h"
#include "libvirt/symbols.h"
#include "runtime/call.h"

namespace cephvirt::libvirt {

const SharedLibrary& library() {
  static const SharedLibrary library("libvirt.so.0");
  return library;
}

const Symbols& symbols() {
  static const Symbols symbols;
  return symbols;
}

Napi::Object bind(Napi::Env env) {
  auto exports = Napi::Object::New(env);
  Library libvirt(env, exports, {.name = "cephvirt-libvirt", .normal = 5, .urgent = 1});
  return exports;
}

}  // namespace cephvirt::libvirt

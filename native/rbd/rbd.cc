#include "rbd/rbd.h"

#include "rbd/symbols.h"
#include "runtime/call.h"

namespace cephvirt::rbd {

const SharedLibrary& library() {
  static const SharedLibrary library("librbd.so.1");
  return library;
}

const Symbols& symbols() {
  static const Symbols symbols;
  return symbols;
}

Napi::Object bind(Napi::Env env) {
  auto exports = Napi::Object::New(env);
  Library rbd(env, exports, {.name = "cephvirt-rbd", .normal = 4});
  return exports;
}

}  // namespace cephvirt::rbd

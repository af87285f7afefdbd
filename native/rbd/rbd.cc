#include "rbd/rbd.h"

#include "rbd/calls.h"
#include "rbd/symbols.h"

namespace cephvirt::rbd {

const SharedLibrary& library() {
  static const SharedLibrary library("librbd.so.1");
  return library;
}

const Symbols& symbols() {
  static const Symbols symbols;
  return symbols;
}

namespace {

struct Version {
  int major, minor, extra;
  static constexpr auto fields() {
    return fieldsOf(field("major", &Version::major), field("minor", &Version::minor), field("extra", &Version::extra));
  }
};

std::optional<bool> supports(const std::string& name) {
#define CEPHVIRT_SUPPORTS(symbol, since, version) \
  if (name == #symbol) return static_cast<bool>(symbols().symbol);
  CEPHVIRT_RBD_SYMBOLS(CEPHVIRT_SUPPORTS)
#undef CEPHVIRT_SUPPORTS
  return std::nullopt;
}

void bindLibrary(Library& rbd) {
  rbd.immediate("version", [] {
    Version version{};
    symbols().rbd_version(&version.major, &version.minor, &version.extra);
    return version;
  });
  rbd.immediate("supports", [](const std::string& name) { return supports(name); });
}

}  // namespace

Napi::Object bind(Napi::Env env) {
  auto exports = Napi::Object::New(env);
  Library rbd(env, exports, {.name = "cephvirt-rbd", .normal = 4});
  bindLibrary(rbd);
  bindImages(rbd);
  bindImage(rbd);
  bindIo(rbd);
  bindExtents(rbd);
  bindSnapshots(rbd);
  bindLock(rbd);
  return exports;
}

}  // namespace cephvirt::rbd

#include "rados/rados.h"

#include "rados/calls.h"
#include "rados/symbols.h"

namespace cephvirt::rados {

const SharedLibrary& library() {
  static const SharedLibrary library("librados.so.2");
  return library;
}

const Symbols& symbols() {
  static const Symbols symbols;
  return symbols;
}

Failure failure(const char* function, int result) {
  return Failure("ceph", std::string(function) + " failed: " + std::to_string(result))
      .with("syscall", std::string(function))
      .with("errno", static_cast<int64_t>(result));
}

int check(const char* function, int result) {
  if (result < 0) throw failure(function, result);
  return result;
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
  CEPHVIRT_RADOS_SYMBOLS(CEPHVIRT_SUPPORTS)
#undef CEPHVIRT_SUPPORTS
  return std::nullopt;
}

void bindLibrary(Library& rados) {
  rados.immediate("version", [] {
    Version version{};
    symbols().rados_version(&version.major, &version.minor, &version.extra);
    return version;
  });
  rados.immediate("supports", [](const std::string& name) { return supports(name); });
}

}  // namespace

Napi::Object bind(Napi::Env env) {
  auto exports = Napi::Object::New(env);
  Library rados(env, exports, {.name = "cephvirt-rados", .normal = 4});
  bindLibrary(rados);
  bindCluster(rados);
  bindCommands(rados);
  bindPools(rados);
  bindObjects(rados);
  bindObjectLists(rados);
  bindWatchers(rados);
  return exports;
}

}  // namespace cephvirt::rados

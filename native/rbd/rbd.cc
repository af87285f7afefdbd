#include "rbd/rbd.h"

#include "rbd/calls.h"
#include "rbd/symbols.h"

namespace cephvirt::rbd {

CEPHVIRT_DEFINE_SYMBOLS("librbd.so.1")

namespace {

void bindLibrary(Library& rbd) {
  rbd.immediate("version", [] {
    rados::LibraryVersion version{};
    symbols().rbd_version(&version.major, &version.minor, &version.extra);
    return version;
  });
  rbd.immediate("supports", [](const std::string& name) { return symbols().supports(name); });
}

}  // namespace

Napi::Object bind(Napi::Env env) {
  auto exports = Napi::Object::New(env);
  Library rbd(env, exports, {.name = "cephvirt-rbd", .normal = 4});
  bindLibrary(rbd);
  bindImages(rbd);
  bindImage(rbd);
  bindClones(rbd);
  bindFeatures(rbd);
  bindEncryption(rbd);
  bindIo(rbd);
  bindExtents(rbd);
  bindMetadata(rbd);
  bindSnapshots(rbd);
  bindLock(rbd);
  bindAdvisoryLocks(rbd);
  bindWatch(rbd);
  bindQuiesce(rbd);
  bindTrash(rbd);
  bindNamespaces(rbd);
  bindGroups(rbd);
  bindMigration(rbd);
  bindMirrorPool(rbd);
  bindMirrorPeers(rbd);
  bindMirrorStatus(rbd);
  bindMirrorImage(rbd);
  bindPoolConfig(rbd);
  return exports;
}

}  // namespace cephvirt::rbd

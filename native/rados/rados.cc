#include "rados/rados.h"

#include "rados/calls.h"
#include "rados/symbols.h"

namespace cephvirt::rados {

CEPHVIRT_DEFINE_SYMBOLS("librados.so.2")

Failure failure(const char* function, int result) {
  return Failure("ceph", std::string(function) + " failed: " + std::to_string(result))
      .with("syscall", std::string(function))
      .with("errno", static_cast<int64_t>(result));
}

int check(const char* function, int result) {
  if (result < 0) throw failure(function, result);
  return result;
}

std::vector<std::string> textsIn(const std::string& list) {
  std::vector<std::string> texts;
  for (size_t at = 0; at < list.size() && list[at] != '\0'; at += texts.back().size() + 1) {
    texts.emplace_back(list.c_str() + at);
  }
  return texts;
}

namespace {

void bindLibrary(Library& rados) {
  rados.immediate("version", [] {
    LibraryVersion version{};
    symbols().rados_version(&version.major, &version.minor, &version.extra);
    return version;
  });
  rados.immediate("supports", [](const std::string& name) { return symbols().supports(name); });
}

}  // namespace

Napi::Object bind(Napi::Env env) {
  auto exports = Napi::Object::New(env);
  Library rados(env, exports, {.name = "cephvirt-rados", .normal = 4, .urgent = 1});
  bindLibrary(rados);
  bindCluster(rados);
  bindCommands(rados);
  bindLog(rados);
  bindServices(rados);
  bindPools(rados);
  bindLocks(rados);
  bindApplications(rados);
  bindPoolSnapshots(rados);
  bindObjects(rados);
  bindObjectLists(rados);
  bindReadOps(rados);
  bindWatchers(rados);
  bindWatches(rados);
  bindWriteOps(rados);
  return exports;
}

}  // namespace cephvirt::rados

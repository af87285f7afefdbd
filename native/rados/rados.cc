#include "rados/rados.h"

#include <algorithm>

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

bool enlarge(std::initializer_list<Room*> rooms) {
  constexpr size_t kLargest = 64 << 20;
  const bool asked =
      std::any_of(rooms.begin(), rooms.end(), [](Room* room) { return room->size > room->memory.size(); });
  for (Room* room : rooms) {
    const size_t had = room->memory.size();
    room->size = asked ? std::max(had, room->size) : had * 2;
    if (room->size > kLargest) return false;
    room->memory.assign(room->size, '\0');
  }
  return true;
}

std::vector<std::string> textsIn(const std::string& memory) {
  std::vector<std::string> list;
  Texts texts(memory.c_str());
  for (std::string_view text = texts.next(); !text.empty(); text = texts.next()) list.emplace_back(text);
  return list;
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

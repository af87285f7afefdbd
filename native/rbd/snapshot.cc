#include "rbd/calls.h"
#include "rbd/rbd.h"
#include "rbd/symbols.h"

namespace cephvirt::rbd {

namespace {

// What a snapshot was taken for, by its kind.
struct GroupSnapshot {
  std::string pool, group, snapshot;

  static constexpr auto fields() {
    using G = GroupSnapshot;
    return fieldsOf(field("pool", &G::pool), field("group", &G::group), field("snapshot", &G::snapshot));
  }
};

struct TrashedSnapshot {
  std::string originalName;
  std::optional<std::string> originalKind;  // where librbd tells

  static constexpr auto fields() {
    using T = TrashedSnapshot;
    return fieldsOf(field("originalName", &T::originalName), field("originalKind", &T::originalKind));
  }
};

struct MirrorSnapshot {
  std::string state;
  std::vector<std::string> peers;
  bool complete;
  std::string primaryUuid;
  Id primarySnapshotId;
  uint64_t lastCopiedObject;

  static constexpr auto fields() {
    using M = MirrorSnapshot;
    return fieldsOf(field("state", &M::state), field("peers", &M::peers), field("complete", &M::complete),
                    field("primaryUuid", &M::primaryUuid), field("primarySnapshotId", &M::primarySnapshotId),
                    field("lastCopiedObject", &M::lastCopiedObject));
  }
};

struct SnapshotInfo {
  Id id;
  std::string name;
  uint64_t size;
  std::string kind;
  bool isProtected;
  double createdAt;
  std::optional<GroupSnapshot> group;
  std::optional<TrashedSnapshot> trash;
  std::optional<MirrorSnapshot> mirror;

  static constexpr auto fields() {
    using S = SnapshotInfo;
    return fieldsOf(field("id", &S::id), field("name", &S::name), field("size", &S::size), field("kind", &S::kind),
                    field("isProtected", &S::isProtected), field("createdAt", &S::createdAt), field("group", &S::group),
                    field("trash", &S::trash), field("mirror", &S::mirror));
  }
};

// The snapshots of an image, as librbd lists them: it ends its array with an entry without a name.
class Snapshots {
 public:
  explicit Snapshots(rbd_image_t image)
      : entries_(grownList<rbd_snap_info_t, int>("rbd_snap_list", [&](rbd_snap_info_t* entries, int* most) {
          const int listed = symbols().rbd_snap_list(image, entries, most);
          if (listed >= 0) *most = listed + 1;
          return std::min(listed, 0);
        })) {}
  ~Snapshots() { symbols().rbd_snap_list_end(entries_.data()); }
  Snapshots(const Snapshots&) = delete;
  Snapshots& operator=(const Snapshots&) = delete;

  size_t size() const { return entries_.size() - 1; }
  auto begin() const { return entries_.begin(); }
  auto end() const { return entries_.end() - 1; }

 private:
  std::vector<rbd_snap_info_t> entries_;
};

const char* kindOf(rbd_snap_namespace_type_t type) {
  switch (type) {
    case RBD_SNAP_NAMESPACE_TYPE_USER:
      return "user";
    case RBD_SNAP_NAMESPACE_TYPE_GROUP:
      return "group";
    case RBD_SNAP_NAMESPACE_TYPE_TRASH:
      return "trash";
    case RBD_SNAP_NAMESPACE_TYPE_MIRROR:
      return "mirror";
  }
  return "unknown";
}

int groupOf(Image& image, uint64_t id, std::optional<GroupSnapshot>& group) {
  rbd_snap_group_namespace_t space{};
  const int result = symbols().rbd_snap_get_group_namespace(image.get(), id, &space, sizeof space);
  if (result < 0) return result;
  const Defer cleanup([&] { symbols().rbd_snap_group_namespace_cleanup(&space, sizeof space); });
  group =
      GroupSnapshot{poolNameOf(*image.pool(), space.group_pool), text(space.group_name), text(space.group_snap_name)};
  return 0;
}

int trashOf(Image& image, uint64_t id, std::optional<TrashedSnapshot>& trash) {
  if (symbols().rbd_snap_get_trash_namespace2) {
    newer::SnapshotInTrash space{};
    const int result = symbols().rbd_snap_get_trash_namespace2(image.get(), id, &space, sizeof space);
    if (result < 0) return result;
    const Defer cleanup([&] { symbols().rbd_snap_trash_namespace_cleanup(&space, sizeof space); });
    trash = TrashedSnapshot{text(space.originalName), kindOf(space.originalNamespaceType)};
    return 0;
  }
  std::string name(4096, '\0');
  const int result = symbols().rbd_snap_get_trash_namespace(image.get(), id, name.data(), name.size());
  if (result >= 0) trash = TrashedSnapshot{name.c_str(), std::nullopt};
  return result;
}

int mirrorOf(Image& image, uint64_t id, std::optional<MirrorSnapshot>& mirror) {
  rbd_snap_mirror_namespace_t space{};
  const int result = symbols().rbd_snap_get_mirror_namespace(image.get(), id, &space, sizeof space);
  if (result < 0) return result;
  const Defer cleanup([&] { symbols().rbd_snap_mirror_namespace_cleanup(&space, sizeof space); });
  const char* states[] = {"primary", "primary-demoted", "non-primary", "non-primary-demoted"};
  MirrorSnapshot told{space.state < std::size(states) ? states[space.state] : "unknown",
                      {},
                      space.complete,
                      text(space.primary_mirror_uuid),
                      {space.primary_snap_id},
                      space.last_copied_object_number};
  Texts uuids(space.mirror_peer_uuids);
  while (told.peers.size() < space.mirror_peer_uuids_count) told.peers.emplace_back(uuids.next());
  mirror = std::move(told);
  return 0;
}

// Nothing, if the snapshot went while the list was made.
std::optional<SnapshotInfo> describe(Image& image, const rbd_snap_info_t& snapshot) {
  rbd_snap_namespace_type_t type{};
  timespec time{};
  int result = symbols().rbd_snap_get_namespace_type(image.get(), snapshot.id, &type);
  if (result == -ENOENT) return std::nullopt;
  check("rbd_snap_get_namespace_type", result);
  result = symbols().rbd_snap_get_timestamp(image.get(), snapshot.id, &time);
  if (result == -ENOENT) return std::nullopt;
  check("rbd_snap_get_timestamp", result);

  SnapshotInfo info;
  info.id = {snapshot.id};
  info.name = text(snapshot.name);
  info.size = snapshot.size;
  info.kind = kindOf(type);
  info.isProtected = false;
  info.createdAt = milliseconds(time);
  const char* function = nullptr;
  if (type == RBD_SNAP_NAMESPACE_TYPE_USER) {
    int isProtected = 0;
    function = "rbd_snap_is_protected";
    result = symbols().rbd_snap_is_protected(image.get(), snapshot.name, &isProtected);
    info.isProtected = isProtected != 0;
  } else if (type == RBD_SNAP_NAMESPACE_TYPE_GROUP) {
    function = "rbd_snap_get_group_namespace";
    result = groupOf(image, snapshot.id, info.group);
  } else if (type == RBD_SNAP_NAMESPACE_TYPE_TRASH) {
    function = "rbd_snap_get_trash_namespace";
    result = trashOf(image, snapshot.id, info.trash);
  } else if (type == RBD_SNAP_NAMESPACE_TYPE_MIRROR) {
    function = "rbd_snap_get_mirror_namespace";
    result = mirrorOf(image, snapshot.id, info.mirror);
  }
  if (result == -ENOENT) return std::nullopt;
  if (function != nullptr) check(function, result);
  return info;
}

}  // namespace

size_t snapshotCountOf(void* image) { return Snapshots(image).size(); }

void bindSnapshots(Library& rbd) {
  rbd.blocking("snapshotList", [](Image& image) {
    std::vector<SnapshotInfo> snapshots;
    for (const rbd_snap_info_t& entry : Snapshots(image.get())) {
      if (auto snapshot = describe(image, entry)) snapshots.push_back(std::move(*snapshot));
    }
    return snapshots;
  });

  rbd.blocking("snapshotCreate", [](Image& image, const std::string& name, uint32_t flags, Progress& progress) {
    check("rbd_snap_create2",
          symbols().rbd_snap_create2(image.get(), name.c_str(), flags, Progress::callback, &progress));
  });

  rbd.blocking("snapshotRemove", [](Image& image, const std::string& name, uint32_t flags, Progress& progress) {
    check("rbd_snap_remove2",
          symbols().rbd_snap_remove2(image.get(), name.c_str(), flags, Progress::callback, &progress));
  });

  rbd.blocking("snapshotRemoveById", [](Image& image, Id id) {
    check("rbd_snap_remove_by_id", symbols().rbd_snap_remove_by_id(image.get(), id.value));
  });

  rbd.blocking("snapshotExists", [](Image& image, const std::string& name) {
    bool exists = false;
    check("rbd_snap_exists", symbols().rbd_snap_exists(image.get(), name.c_str(), &exists));
    return exists;
  });

  rbd.blocking("snapshotId", [](Image& image, const std::string& name) {
    Id id;
    check("rbd_snap_get_id", symbols().rbd_snap_get_id(image.get(), name.c_str(), &id.value));
    return id;
  });

  rbd.blocking("snapshotName", [](Image& image, Id id) {
    return grownText("rbd_snap_get_name", 256, [&](char* name, size_t* size) {
      return symbols().rbd_snap_get_name(image.get(), id.value, name, size);
    });
  });

  rbd.blocking("snapshotLimit", [](Image& image) -> std::optional<uint64_t> {
    uint64_t limit = 0;
    check("rbd_snap_get_limit", symbols().rbd_snap_get_limit(image.get(), &limit));
    if (limit == UINT64_MAX) return std::nullopt;
    return limit;
  });

  rbd.blocking("snapshotRename", [](Image& image, const std::string& from, const std::string& to) {
    check("rbd_snap_rename", symbols().rbd_snap_rename(image.get(), from.c_str(), to.c_str()));
  });

  rbd.blocking("snapshotRollback", [](Image& image, const std::string& name, Progress& progress) {
    check("rbd_snap_rollback_with_progress",
          symbols().rbd_snap_rollback_with_progress(image.get(), name.c_str(), Progress::callback, &progress));
  });

  rbd.blocking("snapshotProtect", [](Image& image, const std::string& name) {
    check("rbd_snap_protect", symbols().rbd_snap_protect(image.get(), name.c_str()));
  });

  rbd.blocking("snapshotUnprotect", [](Image& image, const std::string& name) {
    check("rbd_snap_unprotect", symbols().rbd_snap_unprotect(image.get(), name.c_str()));
  });

  rbd.blocking("snapshotIsProtected", [](Image& image, const std::string& name) {
    int isProtected = 0;
    check("rbd_snap_is_protected", symbols().rbd_snap_is_protected(image.get(), name.c_str(), &isProtected));
    return isProtected != 0;
  });

  rbd.blocking("snapshotSetLimit", [](Image& image, const std::optional<uint64_t>& limit) {
    check("rbd_snap_set_limit", symbols().rbd_snap_set_limit(image.get(), limit.value_or(UINT64_MAX)));
  });

  // The head, a snapshot by name, or one by id. Answers the size of the image as it was then.
  rbd.blocking("imageSetSnapshot",
               [](Image& image, const std::optional<std::string>& name, const std::optional<Id>& id) {
                 if (id) {
                   check("rbd_snap_set_by_id", symbols().rbd_snap_set_by_id(image.get(), id->value));
                 } else {
                   check("rbd_snap_set", symbols().rbd_snap_set(image.get(), name ? name->c_str() : nullptr));
                 }
                 return sizeOf(image.get());
               });
}

}  // namespace cephvirt::rbd

#include "rbd/calls.h"
#include "rbd/rbd.h"
#include "rbd/symbols.h"

namespace cephvirt::rbd {

namespace {

struct GroupImage {
  std::string name, pool;
  int64_t poolId;
  std::string state;

  static constexpr auto fields() {
    using I = GroupImage;
    return fieldsOf(field("name", &I::name), field("pool", &I::pool), field("poolId", &I::poolId),
                    field("state", &I::state));
  }
};

struct ImageSnapshot {
  std::string image;
  int64_t poolId;
  Id snapshotId;

  static constexpr auto fields() {
    using S = ImageSnapshot;
    return fieldsOf(field("image", &S::image), field("poolId", &S::poolId), field("snapshotId", &S::snapshotId));
  }
};

struct GroupSnapshot {
  std::string name, state;
  // What only newer releases tell.
  std::optional<std::string> id, imageSnapshotName;
  std::optional<std::vector<ImageSnapshot>> images;

  static constexpr auto fields() {
    using S = GroupSnapshot;
    return fieldsOf(field("name", &S::name), field("state", &S::state), field("id", &S::id),
                    field("imageSnapshotName", &S::imageSnapshotName), field("images", &S::images));
  }
};

const char* stateOf(rbd_group_snap_state_t state) {
  return state == RBD_GROUP_SNAP_STATE_COMPLETE ? "complete" : "incomplete";
}

GroupSnapshot describe(const newer::GroupSnapshot& snapshot) {
  std::vector<ImageSnapshot> images;
  for (size_t index = 0; index < snapshot.imageSnapshotCount; ++index) {
    const newer::GroupImageSnapshot& image = snapshot.imageSnapshots[index];
    images.push_back({text(image.imageName), image.poolId, {image.snapshotId}});
  }
  return {text(snapshot.name), stateOf(snapshot.state), text(snapshot.id), text(snapshot.imageSnapshotName),
          std::move(images)};
}

std::vector<GroupSnapshot> detailedSnapshots(rados::Pool& pool, const std::string& group) {
  auto entries =
      grownList<newer::GroupSnapshot, size_t>("rbd_group_snap_list2", [&](newer::GroupSnapshot* filled, size_t* count) {
        return symbols().rbd_group_snap_list2(pool.get(), group.c_str(), filled, count);
      });
  const Defer cleanup([&] { symbols().rbd_group_snap_list2_cleanup(entries.data(), entries.size()); });
  std::vector<GroupSnapshot> snapshots;
  for (const newer::GroupSnapshot& entry : entries) snapshots.push_back(describe(entry));
  return snapshots;
}

std::vector<GroupSnapshot> plainSnapshots(rados::Pool& pool, const std::string& group) {
  constexpr size_t kSize = sizeof(rbd_group_snap_info_t);
  auto entries = grownList<rbd_group_snap_info_t, size_t>(
      "rbd_group_snap_list", [&](rbd_group_snap_info_t* filled, size_t* count) {
        return std::min(0, symbols().rbd_group_snap_list(pool.get(), group.c_str(), filled, kSize, count));
      });
  const Defer cleanup([&] { symbols().rbd_group_snap_list_cleanup(entries.data(), kSize, entries.size()); });
  std::vector<GroupSnapshot> snapshots;
  for (const rbd_group_snap_info_t& entry : entries) {
    snapshots.push_back({text(entry.name), stateOf(entry.state), {}, {}, {}});
  }
  return snapshots;
}

std::vector<GroupSnapshot> snapshotsOf(rados::Pool& pool, const std::string& group) {
  return symbols().rbd_group_snap_list2 ? detailedSnapshots(pool, group) : plainSnapshots(pool, group);
}

GroupSnapshot snapshotOf(rados::Pool& pool, const std::string& group, const std::string& name) {
  if (!symbols().rbd_group_snap_get_info) {
    for (GroupSnapshot& snapshot : plainSnapshots(pool, group)) {
      if (snapshot.name == name) return std::move(snapshot);
    }
    throw failure("rbd_group_snap_list", -ENOENT);
  }
  newer::GroupSnapshot snapshot{};
  check("rbd_group_snap_get_info",
        symbols().rbd_group_snap_get_info(pool.get(), group.c_str(), name.c_str(), &snapshot));
  const Defer cleanup([&] { symbols().rbd_group_snap_get_info_cleanup(&snapshot); });
  return describe(snapshot);
}

void bindMembers(Library& rbd) {
  rbd.blocking("groupAddImage",
               [](rados::Pool& pool, const std::string& group, rados::Pool& imagePool, const std::string& image) {
                 check("rbd_group_image_add",
                       symbols().rbd_group_image_add(pool.get(), group.c_str(), imagePool.get(), image.c_str()));
               });

  rbd.blocking("groupRemoveImage", [](rados::Pool& pool, const std::string& group, rados::Pool& imagePool,
                                      const std::string& nameOrId, bool byId) {
    const auto& remove = byId ? symbols().rbd_group_image_remove_by_id : symbols().rbd_group_image_remove;
    check(remove.name(), remove(pool.get(), group.c_str(), imagePool.get(), nameOrId.c_str()));
  });

  rbd.blocking("groupImages", [](rados::Pool& pool, const std::string& group) {
    constexpr size_t kSize = sizeof(rbd_group_image_info_t);
    auto entries = grownList<rbd_group_image_info_t, size_t>(
        "rbd_group_image_list", [&](rbd_group_image_info_t* filled, size_t* count) {
          return std::min(0, symbols().rbd_group_image_list(pool.get(), group.c_str(), filled, kSize, count));
        });
    const Defer cleanup([&] { symbols().rbd_group_image_list_cleanup(entries.data(), kSize, entries.size()); });
    std::vector<GroupImage> images;
    for (const rbd_group_image_info_t& entry : entries) {
      images.push_back({text(entry.name), poolNameOf(pool, entry.pool), entry.pool,
                        entry.state == RBD_GROUP_IMAGE_STATE_ATTACHED ? "attached" : "incomplete"});
    }
    return images;
  });
}

void bindGroupSnapshots(Library& rbd) {
  rbd.blocking("groupSnapshotCreate", [](rados::Pool& pool, const std::string& group, const std::string& name,
                                         uint32_t flags) {
    check("rbd_group_snap_create2", symbols().rbd_group_snap_create2(pool.get(), group.c_str(), name.c_str(), flags));
  });

  rbd.blocking("groupSnapshotList",
               [](rados::Pool& pool, const std::string& group) { return snapshotsOf(pool, group); });

  rbd.blocking("groupSnapshotGet", [](rados::Pool& pool, const std::string& group, const std::string& name) {
    return snapshotOf(pool, group, name);
  });

  rbd.blocking("groupSnapshotRename",
               [](rados::Pool& pool, const std::string& group, const std::string& from, const std::string& to) {
                 check("rbd_group_snap_rename",
                       symbols().rbd_group_snap_rename(pool.get(), group.c_str(), from.c_str(), to.c_str()));
               });

  rbd.blocking("groupSnapshotRemove", [](rados::Pool& pool, const std::string& group, const std::string& name) {
    check("rbd_group_snap_remove", symbols().rbd_group_snap_remove(pool.get(), group.c_str(), name.c_str()));
  });

  rbd.blocking("groupSnapshotRollback",
               [](rados::Pool& pool, const std::string& group, const std::string& name, Progress& progress) {
                 check("rbd_group_snap_rollback_with_progress",
                       symbols().rbd_group_snap_rollback_with_progress(pool.get(), group.c_str(), name.c_str(),
                                                                       Progress::callback, &progress));
               });
}

}  // namespace

void bindGroups(Library& rbd) {
  rbd.blocking("groupCreate", [](rados::Pool& pool, const std::string& name) {
    check("rbd_group_create", symbols().rbd_group_create(pool.get(), name.c_str()));
  });

  rbd.blocking("groupRemove", [](rados::Pool& pool, const std::string& name) {
    check("rbd_group_remove", symbols().rbd_group_remove(pool.get(), name.c_str()));
  });

  rbd.blocking("groupRename", [](rados::Pool& pool, const std::string& from, const std::string& to) {
    check("rbd_group_rename", symbols().rbd_group_rename(pool.get(), from.c_str(), to.c_str()));
  });

  rbd.blocking("groupList", [](rados::Pool& pool) {
    return grownNames("rbd_group_list",
                      [&](char* names, size_t* size) { return symbols().rbd_group_list(pool.get(), names, size); });
  });

  rbd.blocking("groupId", [](rados::Pool& pool, const std::string& name) {
    return grownText("rbd_group_get_id", 64, [&](char* id, size_t* size) {
      return symbols().rbd_group_get_id(pool.get(), name.c_str(), id, size);
    });
  });

  bindMembers(rbd);
  bindGroupSnapshots(rbd);
}

}  // namespace cephvirt::rbd

#include "rados/symbols.h"
#include "rbd/calls.h"
#include "rbd/rbd.h"
#include "rbd/symbols.h"

namespace cephvirt::rbd {

namespace {

struct Parent {
  std::string pool, nspace, image, imageId, snapshot;
  Id snapshotId;
  bool trash;
  uint64_t overlap;

  static constexpr auto fields() {
    using P = Parent;
    return fieldsOf(field("pool", &P::pool), field("namespace", &P::nspace), field("image", &P::image),
                    field("imageId", &P::imageId), field("snapshot", &P::snapshot), field("snapshotId", &P::snapshotId),
                    field("trash", &P::trash), field("overlap", &P::overlap));
  }
};

struct Mirroring {
  std::string state;
  std::string mode;
  std::string globalId;
  bool primary;

  static constexpr auto fields() {
    using M = Mirroring;
    return fieldsOf(field("state", &M::state), field("mode", &M::mode), field("globalId", &M::globalId),
                    field("primary", &M::primary));
  }
};

struct Group {
  std::string pool, name;

  static constexpr auto fields() { return fieldsOf(field("pool", &Group::pool), field("name", &Group::name)); }
};

struct ImageInfo {
  uint64_t size = 0, objects = 0, objectSize = 0;
  int order = 0;
  std::string blockNamePrefix;
  int format = 2;
  uint64_t featureBits = 0, opFeatureBits = 0, flagBits = 0;
  double createdAt = 0, accessedAt = 0, modifiedAt = 0;
  std::optional<std::string> dataPool;
  uint64_t stripeUnit = 0, stripeCount = 0;
  size_t snapshotCount = 0;
  std::optional<uint64_t> snapshotLimit;
  std::optional<Parent> parent;
  std::optional<Group> group;
  std::optional<Mirroring> mirroring;

  static constexpr auto fields() {
    using I = ImageInfo;
    return fieldsOf(field("size", &I::size), field("objects", &I::objects), field("objectSize", &I::objectSize),
                    field("order", &I::order), field("blockNamePrefix", &I::blockNamePrefix),
                    field("format", &I::format), field("featureBits", &I::featureBits),
                    field("opFeatureBits", &I::opFeatureBits), field("flagBits", &I::flagBits),
                    field("createdAt", &I::createdAt), field("accessedAt", &I::accessedAt),
                    field("modifiedAt", &I::modifiedAt), field("dataPool", &I::dataPool),
                    field("stripeUnit", &I::stripeUnit), field("stripeCount", &I::stripeCount),
                    field("snapshotCount", &I::snapshotCount), field("snapshotLimit", &I::snapshotLimit),
                    field("parent", &I::parent), field("group", &I::group), field("mirroring", &I::mirroring));
  }
};

struct Watcher {
  std::string address;
  Id clientId, cookie;

  static constexpr auto fields() {
    using W = Watcher;
    return fieldsOf(field("address", &W::address), field("clientId", &W::clientId), field("cookie", &W::cookie));
  }
};

// One number of an image, asked for with `function(image, &number)`.
uint64_t numberOf(rbd_image_t image, const auto& function) {
  uint64_t number = 0;
  check(function.name(), function(image, &number));
  return number;
}

double timeOf(rbd_image_t image, const auto& function) {
  timespec time{};
  check(function.name(), function(image, &time));
  return milliseconds(time);
}

std::optional<Parent> parentOf(rbd_image_t image) {
  rbd_linked_image_spec_t parent{};
  rbd_snap_spec_t snapshot{};
  const int result = symbols().rbd_get_parent(image, &parent, &snapshot);
  if (result == -ENOENT) return std::nullopt;
  check("rbd_get_parent", result);
  const Defer cleanup([&] {
    symbols().rbd_linked_image_spec_cleanup(&parent);
    symbols().rbd_snap_spec_cleanup(&snapshot);
  });
  return Parent{text(parent.pool_name),
                text(parent.pool_namespace),
                text(parent.image_name),
                text(parent.image_id),
                text(snapshot.name),
                {snapshot.id},
                parent.trash,
                numberOf(image, symbols().rbd_get_overlap)};
}

std::optional<Mirroring> mirroringOf(rbd_image_t image) {
  rbd_mirror_image_info_t info{};
  check("rbd_mirror_image_get_info", symbols().rbd_mirror_image_get_info(image, &info, sizeof info));
  const Defer cleanup([&] {
    // Before release 16 this one text was the caller's to free.
    const auto& clean = symbols().rbd_mirror_image_get_info_cleanup;
    if (clean) {
      clean(&info);
    } else {
      free(info.global_id);
    }
  });
  if (info.state == RBD_MIRROR_IMAGE_DISABLED) return std::nullopt;
  rbd_mirror_image_mode_t mode{};
  check("rbd_mirror_image_get_mode", symbols().rbd_mirror_image_get_mode(image, &mode));
  return Mirroring{mirroringName(info.state), mode == RBD_MIRROR_IMAGE_MODE_JOURNAL ? "journal" : "snapshot",
                   text(info.global_id), info.primary};
}

std::optional<std::string> dataPoolOf(rados::Pool& pool, rbd_image_t image) {
  const int64_t id = symbols().rbd_get_data_pool_id(image);
  if (id < 0 || id == pool.id()) return std::nullopt;
  return poolNameOf(pool, id);
}

std::optional<Group> groupOf(rados::Pool& pool, rbd_image_t image) {
  rbd_group_info_t group{};
  check("rbd_get_group", symbols().rbd_get_group(image, &group, sizeof group));
  const Defer cleanup([&] { symbols().rbd_group_info_cleanup(&group, sizeof group); });
  if (text(group.name).empty()) return std::nullopt;
  return Group{poolNameOf(pool, group.pool), text(group.name)};
}

}  // namespace

void Image::release() {
  // Flushes first, and waits for what is in flight.
  check("rbd_close", symbols().rbd_close(image_));
}

std::string poolNameOf(rados::Pool& pool, int64_t id) {
  return grownText("rados_pool_reverse_lookup", 128, [&](char* name, size_t* size) {
    return rados::symbols().rados_pool_reverse_lookup(pool.cluster()->get(), id, name, *size);
  });
}

uint64_t sizeOf(rbd_image_t image) { return numberOf(image, symbols().rbd_get_size); }

std::optional<std::string> idOf(rbd_image_t image) {
  uint8_t old = 0;
  check("rbd_get_old_format", symbols().rbd_get_old_format(image, &old));
  if (old != 0) return std::nullopt;
  return grownText("rbd_get_id", 64, [&](char* id, size_t* size) { return symbols().rbd_get_id(image, id, *size); });
}

uint64_t featuresOf(rbd_image_t image) { return numberOf(image, symbols().rbd_get_features); }

void bindImage(Library& rbd) {
  rbd.blocking("imageInfo", [](Image& handle) {
    rbd_image_t image = handle.get();
    const Symbols& rbd = symbols();
    rbd_image_info_t stat{};
    check("rbd_stat", rbd.rbd_stat(image, &stat, sizeof stat));
    uint8_t old = 0;
    check("rbd_get_old_format", rbd.rbd_get_old_format(image, &old));
    const uint64_t limit = numberOf(image, rbd.rbd_snap_get_limit);

    ImageInfo info;
    info.size = stat.size;
    info.objects = stat.num_objs;
    info.objectSize = stat.obj_size;
    info.order = stat.order;
    info.blockNamePrefix = grownText("rbd_get_block_name_prefix", 64, [&](char* prefix, size_t* size) {
      return rbd.rbd_get_block_name_prefix(image, prefix, *size);
    });
    info.format = old != 0 ? 1 : 2;
    info.featureBits = featuresOf(image);
    info.flagBits = numberOf(image, rbd.rbd_get_flags);
    info.snapshotCount = snapshotCountOf(image);
    if (limit != UINT64_MAX) info.snapshotLimit = limit;
    info.stripeUnit = numberOf(image, rbd.rbd_get_stripe_unit);
    info.stripeCount = numberOf(image, rbd.rbd_get_stripe_count);
    if (old != 0) return info;
    info.opFeatureBits = numberOf(image, rbd.rbd_get_op_features);
    info.createdAt = timeOf(image, rbd.rbd_get_create_timestamp);
    info.accessedAt = timeOf(image, rbd.rbd_get_access_timestamp);
    info.modifiedAt = timeOf(image, rbd.rbd_get_modify_timestamp);
    info.dataPool = dataPoolOf(*handle.pool(), image);
    info.parent = parentOf(image);
    info.group = groupOf(*handle.pool(), image);
    info.mirroring = mirroringOf(image);
    return info;
  });

  rbd.blocking("imageSize", [](Image& image) { return sizeOf(image.get()); });

  rbd.blocking("imageResize", [](Image& image, uint64_t size, bool allowShrink, Progress& progress) {
    check("rbd_resize2", symbols().rbd_resize2(image.get(), size, allowShrink, Progress::callback, &progress));
  });

  rbd.blocking("imageWatchers", [](Image& image) {
    auto entries =
        grownList<rbd_image_watcher_t, size_t>("rbd_watchers_list", [&](rbd_image_watcher_t* watchers, size_t* count) {
          return symbols().rbd_watchers_list(image.get(), watchers, count);
        });
    const Defer cleanup([&] { symbols().rbd_watchers_list_cleanup(entries.data(), entries.size()); });
    std::vector<Watcher> watchers;
    for (const rbd_image_watcher_t& entry : entries) {
      watchers.push_back({text(entry.addr), {static_cast<uint64_t>(entry.id)}, {entry.cookie}});
    }
    return watchers;
  });
}

}  // namespace cephvirt::rbd

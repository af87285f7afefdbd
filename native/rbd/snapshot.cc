#include "rbd/calls.h"
#include "rbd/rbd.h"
#include "rbd/symbols.h"

namespace cephvirt::rbd {

namespace {

struct SnapshotInfo {
  Id id;
  std::string name;
  uint64_t size;
  std::string kind;
  bool isProtected;
  double createdAt;

  static constexpr auto fields() {
    using S = SnapshotInfo;
    return fieldsOf(field("id", &S::id), field("name", &S::name), field("size", &S::size), field("kind", &S::kind),
                    field("isProtected", &S::isProtected), field("createdAt", &S::createdAt));
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

// Nothing, if the snapshot went while the list was made.
std::optional<SnapshotInfo> describe(Image& image, const rbd_snap_info_t& snapshot) {
  rbd_snap_namespace_type_t type{};
  timespec time{};
  int isProtected = 0;
  int result = symbols().rbd_snap_get_namespace_type(image.get(), snapshot.id, &type);
  if (result == -ENOENT) return std::nullopt;
  check("rbd_snap_get_namespace_type", result);
  result = symbols().rbd_snap_get_timestamp(image.get(), snapshot.id, &time);
  if (result == -ENOENT) return std::nullopt;
  check("rbd_snap_get_timestamp", result);
  if (type == RBD_SNAP_NAMESPACE_TYPE_USER) {
    result = symbols().rbd_snap_is_protected(image.get(), snapshot.name, &isProtected);
    if (result == -ENOENT) return std::nullopt;
    check("rbd_snap_is_protected", result);
  }
  return SnapshotInfo{{snapshot.id}, text(snapshot.name), snapshot.size,
                      kindOf(type),  isProtected != 0,    milliseconds(time)};
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

#include <algorithm>

#include "rbd/calls.h"
#include "rbd/rbd.h"
#include "rbd/symbols.h"
#include "runtime/sparse_file.h"

namespace cephvirt::rbd {

namespace {

struct Extent {
  uint64_t offset, length;
  bool exists;

  static constexpr auto fields() {
    return fieldsOf(field("offset", &Extent::offset), field("length", &Extent::length),
                    field("exists", &Extent::exists));
  }
};

struct DiffOptions {
  std::optional<std::string> fromSnapshot;
  std::optional<Id> fromSnapshotId;
  bool includeParent = true;
  bool wholeObject = false;
  bool merge = true;

  static constexpr auto fields() {
    using O = DiffOptions;
    return fieldsOf(field("fromSnapshot", &O::fromSnapshot), field("fromSnapshotId", &O::fromSnapshotId),
                    field("includeParent", &O::includeParent), field("wholeObject", &O::wholeObject),
                    field("merge", &O::merge));
  }
};

int onExtent(uint64_t offset, size_t length, int exists, void* extents) noexcept {
  try {
    static_cast<std::vector<Extent>*>(extents)->push_back({offset, length, exists != 0});
    return 0;
  } catch (...) {
    return -ENOMEM;
  }
}

// In order, which they are not where data is striped over several objects; and those that touch as one.
std::vector<Extent> merged(std::vector<Extent> extents) {
  std::sort(extents.begin(), extents.end(), [](const Extent& a, const Extent& b) { return a.offset < b.offset; });
  std::vector<Extent> result;
  for (const Extent& extent : extents) {
    Extent* last = result.empty() ? nullptr : &result.back();
    if (last != nullptr && last->offset + last->length == extent.offset && last->exists == extent.exists) {
      last->length += extent.length;
    } else {
      result.push_back(extent);
    }
  }
  return result;
}

// Its name where an older librbd takes nothing else.
std::optional<std::string> snapshotNameOf(Image& image, const DiffOptions& options) {
  if (!options.fromSnapshotId) return options.fromSnapshot;
  const auto& name = symbols().rbd_snap_get_name;
  return grownText("rbd_snap_get_name", 256, [&](char* buffer, size_t* size) {
    return name(image.get(), options.fromSnapshotId->value, buffer, size);
  });
}

std::vector<Extent> extentsOf(Image& image, uint64_t offset, uint64_t length, const DiffOptions& options) {
  std::vector<Extent> extents;
  const auto& byId = symbols().rbd_diff_iterate3;
  if (byId && !options.fromSnapshot) {
    const uint32_t flags =
        (options.includeParent ? newer::kDiffIncludeParent : 0) | (options.wholeObject ? newer::kDiffWholeObject : 0);
    const uint64_t from = options.fromSnapshotId ? options.fromSnapshotId->value : 0;
    check("rbd_diff_iterate3", byId(image.get(), from, offset, length, flags, onExtent, &extents));
    return extents;
  }
  const std::optional<std::string> from = snapshotNameOf(image, options);
  check("rbd_diff_iterate2",
        symbols().rbd_diff_iterate2(image.get(), from ? from->c_str() : nullptr, offset, length, options.includeParent,
                                    options.wholeObject, onExtent, &extents));
  return extents;
}

}  // namespace

void bindExtents(Library& rbd) {
  rbd.blocking("imageExtents", [](Image& image, uint64_t offset, uint64_t length, const DiffOptions& options) {
    std::vector<Extent> extents = extentsOf(image, offset, length, options);
    return options.merge ? merged(std::move(extents)) : extents;
  });

  // The next data of an open file, from a position on; nothing if there is only a hole up to its end. It lies with the
  // calls of librbd since it runs on the cluster's threads: a slow file system must not hold up the JS thread.
  rbd.blocking("fileData",
               [](rados::Pool&, int file, uint64_t position, uint64_t size) { return fileData(file, position, size); });
}

}  // namespace cephvirt::rbd


#include "rados/symbols.h"
#include "rbd/advisory_lock.h"
#include "rbd/calls.h"
#include "rbd/image_options.h"
#include "rbd/rbd.h"
#include "rbd/symbols.h"

namespace cephvirt::rbd {

namespace {

struct OpenOptions {
  bool byId = false;
  bool readOnly = false;
  std::optional<std::string> snapshot;
  bool exclusive = false;
  bool zeroCopyWrites = false;

  static constexpr auto fields() {
    using O = OpenOptions;
    return fieldsOf(field("byId", &O::byId), field("readOnly", &O::readOnly), field("snapshot", &O::snapshot),
                    field("exclusive", &O::exclusive), field("zeroCopyWrites", &O::zeroCopyWrites));
  }
};

struct OpenedImage {
  std::shared_ptr<Image> image;
  std::string name;
  std::optional<std::string> id;  // images of format 1 have none
  uint64_t size = 0;

  static constexpr auto fields() {
    using O = OpenedImage;
    return fieldsOf(field("image", &O::image), field("name", &O::name), field("id", &O::id), field("size", &O::size));
  }
};

struct ListedImage {
  std::string name, id;
  static constexpr auto fields() { return fieldsOf(field("name", &ListedImage::name), field("id", &ListedImage::id)); }
};

struct ImageSummary {
  uint64_t size = 0, featureBits = 0;
  std::optional<std::string> lock;

  static constexpr auto fields() {
    using S = ImageSummary;
    return fieldsOf(field("size", &S::size), field("featureBits", &S::featureBits), field("lock", &S::lock));
  }
};

// One setting of a cluster's configuration, for as long as this lives.
class Setting {
 public:
  Setting(const rados::Cluster& cluster, const char* option, const char* value) : cluster_(cluster), option_(option) {
    const auto& rados = rados::symbols();
    before_ = grownText("rados_conf_get", 16, [&](char* buffer, size_t* size) {
      return rados.rados_conf_get(cluster.get(), option, buffer, *size);
    });
    check("rados_conf_set", rados.rados_conf_set(cluster.get(), option, value));
  }
  ~Setting() { rados::symbols().rados_conf_set(cluster_.get(), option_, before_.c_str()); }
  Setting(const Setting&) = delete;
  Setting& operator=(const Setting&) = delete;

 private:
  const rados::Cluster& cluster_;
  const char* option_;
  std::string before_;
};

// An image that is open in librbd, closed if nobody takes it.
class OpenImage {
 public:
  OpenImage(rados::Pool& pool, const std::string& name, const OpenOptions& options) {
    const auto& rbd = symbols();
    const char* snapshot = options.snapshot ? options.snapshot->c_str() : nullptr;
    const auto open = [&](const auto& function) {
      check(function.name(), function(pool.get(), name.c_str(), &image_, snapshot));
    };
    if (options.byId) {
      open(options.readOnly ? rbd.rbd_open_by_id_read_only : rbd.rbd_open_by_id);
    } else {
      open(options.readOnly ? rbd.rbd_open_read_only : rbd.rbd_open);
    }
  }
  ~OpenImage() {
    if (image_ != nullptr) symbols().rbd_close(image_);
  }
  OpenImage(const OpenImage&) = delete;
  OpenImage& operator=(const OpenImage&) = delete;

  rbd_image_t get() const { return image_; }
  rbd_image_t keep() { return std::exchange(image_, nullptr); }

 private:
  rbd_image_t image_ = nullptr;
};

constexpr const char* kCopies = "rbd_disable_zero_copy_writes";
constexpr const char* kSubmits = "rbd_non_blocking_aio";

bool isTrue(const rados::Cluster& cluster, const char* option) {
  char value[16] = "";
  rados::symbols().rados_conf_get(cluster.get(), option, value, sizeof value);
  return std::string_view(value) == "true";
}

// librbd takes an image's settings from its cluster's configuration while it opens the image. So an opening that needs
// settings of its own has the configuration for itself until it is done, and then puts it back. But for one: whether
// writes are copied librbd asks the configuration again at each write, and copies if either says so. So where an image
// writes without, the configuration stays without, and all others are opened with.
void openWith(rados::Cluster& cluster, bool zeroCopyWrites, const auto& open) {
  rados::Cluster::Openings& openings = cluster.openings();
  if (!zeroCopyWrites) {
    // Submitting must never block the JS thread. This is librbd's default, so nearly always there is nothing to set.
    const std::shared_lock lock(openings.mutex);
    if (!openings.copiesLifted && isTrue(cluster, kSubmits)) return open();
  }
  const std::unique_lock lock(openings.mutex);
  const Setting submits(cluster, kSubmits, "true");
  std::optional<Setting> cache, copies;
  if (zeroCopyWrites) {
    cache.emplace(cluster, "rbd_cache", "false");
    if (isTrue(cluster, kCopies)) {
      check("rados_conf_set", rados::symbols().rados_conf_set(cluster.get(), kCopies, "false"));
      openings.copiesLifted = true;
    }
  } else if (openings.copiesLifted) {
    copies.emplace(cluster, kCopies, "true");
  }
  open();
}

std::string nameOf(rbd_image_t image) {
  return grownText("rbd_get_name", 128,
                   [&](char* name, size_t* size) { return symbols().rbd_get_name(image, name, size); });
}

// Who holds an image, in the words of `rbd ls -l`.
std::optional<std::string> lockOf(rbd_image_t image) {
  const Holders lock = holdersOf(image);
  if (lock.holders.empty()) return std::nullopt;
  return lock.exclusive ? "exclusive" : "shared";
}

}  // namespace

void bindImages(Library& rbd) {
  rbd.blocking("poolInit", [](rados::Pool& pool, bool force) {
    check("rbd_pool_init", symbols().rbd_pool_init(pool.get(), force));
  });

  // What is written through this view of a pool fails when the pool is full or at its quota. By default librados waits
  // until there is space again, for ever if need be.
  rbd.blocking("poolFailWhenFull", [](rados::Pool& pool) { rados::symbols().rados_set_pool_full_try(pool.get()); });

  rbd.blocking("imageCreate", [](rados::Pool& pool, const std::string& name, uint64_t size, const NewImage& options) {
    const ImageOptions set(options);
    check("rbd_create4", symbols().rbd_create4(pool.get(), name.c_str(), size, set.get()));
  });

  rbd.blocking("imageList", [](rados::Pool& pool) {
    auto specs = grownList<rbd_image_spec_t, size_t>("rbd_list2", [&](rbd_image_spec_t* entries, size_t* count) {
      return symbols().rbd_list2(pool.get(), entries, count);
    });
    const Defer cleanup([&] { symbols().rbd_image_spec_list_cleanup(specs.data(), specs.size()); });
    std::vector<ListedImage> images;
    images.reserve(specs.size());
    for (const rbd_image_spec_t& spec : specs) images.push_back({text(spec.name), text(spec.id)});
    return images;
  });

  rbd.blocking("imageSummary", [](rados::Pool& pool, const std::string& name) {
    OpenOptions options;
    options.readOnly = true;
    const OpenImage image(pool, name, options);
    return ImageSummary{sizeOf(image.get()), featuresOf(image.get()), lockOf(image.get())};
  });

  rbd.blocking("imageOpen", [](rados::Pool& pool, const std::string& name, const OpenOptions& options) {
    std::optional<OpenImage> opened;
    openWith(*pool.cluster(), options.zeroCopyWrites, [&] { opened.emplace(pool, name, options); });
    if (options.exclusive) {
      check("rbd_lock_acquire", symbols().rbd_lock_acquire(opened->get(), RBD_LOCK_MODE_EXCLUSIVE));
    }
    OpenedImage result{nullptr, nameOf(opened->get()), idOf(opened->get()), sizeOf(opened->get())};
    result.image = Handle::create<Image>(pool.shared<rados::Pool>(), opened->keep());
    return result;
  });

  rbd.blocking("imageRename", [](rados::Pool& pool, const std::string& from, const std::string& to) {
    check("rbd_rename", symbols().rbd_rename(pool.get(), from.c_str(), to.c_str()));
  });

  rbd.blocking("imageRemove", [](rados::Pool& pool, const std::string& name, Progress& progress) {
    check("rbd_remove_with_progress",
          symbols().rbd_remove_with_progress(pool.get(), name.c_str(), Progress::callback, &progress));
  });
}

}  // namespace cephvirt::rbd

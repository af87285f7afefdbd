#include "rbd/calls.h"
#include "rbd/image_options.h"
#include "rbd/rbd.h"
#include "rbd/symbols.h"

namespace cephvirt::rbd {

namespace {

struct LinkedImage {
  std::string pool, nspace, image, imageId;
  bool trash;

  static constexpr auto fields() {
    using L = LinkedImage;
    return fieldsOf(field("pool", &L::pool), field("namespace", &L::nspace), field("image", &L::image),
                    field("imageId", &L::imageId), field("trash", &L::trash));
  }
};

// `list` is rbd_list_children3 or rbd_list_descendants.
std::vector<LinkedImage> linkedImages(rbd_image_t image, const auto& list) {
  auto specs = grownList<rbd_linked_image_spec_t, size_t>(
      list.name(), [&](rbd_linked_image_spec_t* entries, size_t* count) { return list(image, entries, count); });
  const Defer cleanup([&] { symbols().rbd_linked_image_spec_list_cleanup(specs.data(), specs.size()); });
  std::vector<LinkedImage> images;
  images.reserve(specs.size());
  for (const rbd_linked_image_spec_t& spec : specs) {
    images.push_back(
        {text(spec.pool_name), text(spec.pool_namespace), text(spec.image_name), text(spec.image_id), spec.trash});
  }
  return images;
}

}  // namespace

void bindClones(Library& rbd) {
  rbd.blocking("imageClone", [](rados::Pool& parentPool, const std::string& parent, const std::string& snapshot,
                                rados::Pool& pool, const std::string& name, const NewImage& options) {
    const ImageOptions set(options);
    check("rbd_clone3", symbols().rbd_clone3(parentPool.get(), parent.c_str(), snapshot.c_str(), pool.get(),
                                             name.c_str(), set.get()));
  });

  rbd.blocking("imageCloneById", [](rados::Pool& parentPool, const std::string& parent, Id snapshot, rados::Pool& pool,
                                    const std::string& name, const NewImage& options) {
    const ImageOptions set(options);
    check("rbd_clone4",
          symbols().rbd_clone4(parentPool.get(), parent.c_str(), snapshot.value, pool.get(), name.c_str(), set.get()));
  });

  rbd.blocking("imageCopy", [](Image& image, rados::Pool& pool, const std::string& name, const NewImage& options,
                               uint64_t sparseSize, Progress& progress) {
    const ImageOptions set(options);
    check("rbd_copy_with_progress4", symbols().rbd_copy_with_progress4(image.get(), pool.get(), name.c_str(), set.get(),
                                                                       Progress::callback, &progress, sparseSize));
  });

  rbd.blocking("imageDeepCopy", [](Image& image, rados::Pool& pool, const std::string& name, const NewImage& options,
                                   Progress& progress) {
    const ImageOptions set(options);
    check("rbd_deep_copy_with_progress",
          symbols().rbd_deep_copy_with_progress(image.get(), pool.get(), name.c_str(), set.get(), Progress::callback,
                                                &progress));
  });

  rbd.blocking("imageFlatten", [](Image& image, Progress& progress) {
    check("rbd_flatten_with_progress", symbols().rbd_flatten_with_progress(image.get(), Progress::callback, &progress));
  });

  rbd.blocking("imageChildren", [](Image& image) { return linkedImages(image.get(), symbols().rbd_list_children3); });

  rbd.blocking("imageDescendants",
               [](Image& image) { return linkedImages(image.get(), symbols().rbd_list_descendants); });
}

}  // namespace cephvirt::rbd

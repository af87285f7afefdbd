#include "rbd/calls.h"
#include "rbd/rbd.h"
#include "rbd/symbols.h"

namespace cephvirt::rbd {

void bindFeatures(Library& rbd) {
  // Names as `rbd info` has them, with commas between.
  rbd.immediate("featuresToString", [](uint64_t features) {
    return grownText("rbd_features_to_string", 512, [&](char* names, size_t* size) {
      return symbols().rbd_features_to_string(features, names, size);
    });
  });

  rbd.immediate("featuresFromString", [](const std::string& names) {
    uint64_t features = 0;
    check("rbd_features_from_string", symbols().rbd_features_from_string(names.c_str(), &features));
    return features;
  });

  rbd.blocking("imageUpdateFeatures", [](Image& image, uint64_t features, bool enabled) {
    check("rbd_update_features", symbols().rbd_update_features(image.get(), features, enabled ? 1 : 0));
  });

  rbd.blocking("imageRebuildObjectMap", [](Image& image, Progress& progress) {
    check("rbd_rebuild_object_map", symbols().rbd_rebuild_object_map(image.get(), Progress::callback, &progress));
  });

  rbd.blocking("imageSparsify", [](Image& image, uint64_t sparseSize, Progress& progress) {
    check("rbd_sparsify_with_progress",
          symbols().rbd_sparsify_with_progress(image.get(), sparseSize, Progress::callback, &progress));
  });
}

}  // namespace cephvirt::rbd

#include "rbd/calls.h"
#include "rbd/rbd.h"
#include "rbd/symbols.h"

namespace cephvirt::rbd {

void bindMirrorImage(Library& rbd) {
  rbd.blocking("mirrorImageEnable", [](Image& image, uint32_t mode) {
    check("rbd_mirror_image_enable2",
          symbols().rbd_mirror_image_enable2(image.get(), static_cast<rbd_mirror_image_mode_t>(mode)));
  });

  rbd.blocking("mirrorImageDisable", [](Image& image, bool force) {
    check("rbd_mirror_image_disable", symbols().rbd_mirror_image_disable(image.get(), force));
  });

  rbd.blocking("mirrorImagePromote", [](Image& image, bool force) {
    check("rbd_mirror_image_promote", symbols().rbd_mirror_image_promote(image.get(), force));
  });

  rbd.blocking("mirrorImageDemote",
               [](Image& image) { check("rbd_mirror_image_demote", symbols().rbd_mirror_image_demote(image.get())); });

  rbd.blocking("mirrorImageResync",
               [](Image& image) { check("rbd_mirror_image_resync", symbols().rbd_mirror_image_resync(image.get())); });

  rbd.blocking("mirrorImageCreateSnapshot", [](Image& image, uint32_t flags) {
    Id id;
    check("rbd_mirror_image_create_snapshot2",
          symbols().rbd_mirror_image_create_snapshot2(image.get(), flags, &id.value));
    return id;
  });
}

}  // namespace cephvirt::rbd

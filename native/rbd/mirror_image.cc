#include <map>
#include <mutex>

#include "rbd/calls.h"
#include "rbd/rbd.h"
#include "rbd/symbols.h"

namespace cephvirt::rbd {

namespace {

// What an image is in this process, however often and through whichever connection it is open. None of the old format
// is ever mirrored.
std::string identity(Image& image) {
  const std::string pool = rados::fsidOf(*image.pool()->cluster()) + ' ' + std::to_string(image.pool()->id());
  return pool + ' ' + idOf(image.get()).value_or("");
}

// Who takes a mirror snapshot of an image: demotion and promotion do so too. Each call of librbd takes what another one
// has not completed yet for what a client that died left behind: it takes its peers away from it, so that they never
// copy it, and removes it; and if that is the newest one, which it does not remove, it calls itself until the stack is
// full and the process dies. A call that was given up may be such another one. So within this process they take turns.
class Turn {
 public:
  explicit Turn(Image& image) : mutex_(mutexOf(image)), lock_(*mutex_) {}

 private:
  static std::shared_ptr<std::mutex> mutexOf(Image& image) {
    static std::mutex guard;
    static auto& mutexes = *new std::map<std::string, std::weak_ptr<std::mutex>>;  // calls may outlast the statics
    const std::string key = identity(image);
    const std::lock_guard lock(guard);
    std::erase_if(mutexes, [](const auto& entry) { return entry.second.expired(); });
    auto mutex = mutexes[key].lock();
    if (!mutex) mutexes[key] = mutex = std::make_shared<std::mutex>();
    return mutex;
  }

  const std::shared_ptr<std::mutex> mutex_;
  const std::lock_guard<std::mutex> lock_;
};

}  // namespace

void bindMirrorImage(Library& rbd) {
  rbd.blocking("mirrorImageEnable", [](Image& image, uint32_t mode) {
    const Turn turn(image);
    check("rbd_mirror_image_enable2",
          symbols().rbd_mirror_image_enable2(image.get(), static_cast<rbd_mirror_image_mode_t>(mode)));
  });

  rbd.blocking("mirrorImageDisable", [](Image& image, bool force) {
    check("rbd_mirror_image_disable", symbols().rbd_mirror_image_disable(image.get(), force));
  });

  rbd.blocking("mirrorImagePromote", [](Image& image, bool force) {
    const Turn turn(image);
    check("rbd_mirror_image_promote", symbols().rbd_mirror_image_promote(image.get(), force));
  });

  rbd.blocking("mirrorImageDemote", [](Image& image) {
    const Turn turn(image);
    check("rbd_mirror_image_demote", symbols().rbd_mirror_image_demote(image.get()));
  });

  rbd.blocking("mirrorImageResync",
               [](Image& image) { check("rbd_mirror_image_resync", symbols().rbd_mirror_image_resync(image.get())); });

  rbd.blocking("mirrorImageCreateSnapshot", [](Image& image, uint32_t flags) {
    const Turn turn(image);
    Id id;
    check("rbd_mirror_image_create_snapshot2",
          symbols().rbd_mirror_image_create_snapshot2(image.get(), flags, &id.value));
    return id;
  });
}

}  // namespace cephvirt::rbd

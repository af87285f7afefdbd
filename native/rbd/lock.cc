#include "rbd/calls.h"
#include "rbd/rbd.h"
#include "rbd/symbols.h"

namespace cephvirt::rbd {

namespace {

struct LockOwners {
  bool exclusive;
  std::vector<std::string> owners;

  static constexpr auto fields() {
    return fieldsOf(field("exclusive", &LockOwners::exclusive), field("owners", &LockOwners::owners));
  }
};

}  // namespace

void bindLock(Library& rbd) {
  rbd.blocking("lockAcquire", [](Image& image, uint32_t mode) {
    check("rbd_lock_acquire", symbols().rbd_lock_acquire(image.get(), static_cast<rbd_lock_mode_t>(mode)));
  });

  rbd.blocking("lockRelease", [](Image& image) { check("rbd_lock_release", symbols().rbd_lock_release(image.get())); });

  rbd.blocking("lockIsOwner", [](Image& image) {
    int owner = 0;
    check("rbd_is_exclusive_lock_owner", symbols().rbd_is_exclusive_lock_owner(image.get(), &owner));
    return owner != 0;
  });

  rbd.blocking("lockOwners", [](Image& image) {
    rbd_lock_mode_t mode{};
    char* names[8] = {};
    size_t count = std::size(names);
    const int result = symbols().rbd_lock_get_owners(image.get(), &mode, names, &count);
    if (result == -ENOENT) return LockOwners{false, {}};
    check("rbd_lock_get_owners", result);
    const Defer cleanup([&] { symbols().rbd_lock_get_owners_cleanup(names, count); });
    LockOwners lock{mode == RBD_LOCK_MODE_EXCLUSIVE, {}};
    for (size_t index = 0; index < count; ++index) lock.owners.push_back(text(names[index]));
    return lock;
  });

  rbd.blocking("lockBreak", [](Image& image, const std::string& owner) {
    check("rbd_lock_break", symbols().rbd_lock_break(image.get(), RBD_LOCK_MODE_EXCLUSIVE, owner.c_str()));
  });
}

}  // namespace cephvirt::rbd

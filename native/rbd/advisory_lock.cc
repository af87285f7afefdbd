#include "rbd/advisory_lock.h"

#include "rbd/calls.h"
#include "rbd/rbd.h"
#include "rbd/symbols.h"

namespace cephvirt::rbd {

Holders holdersOf(void* image) {
  int exclusive = 0;
  Room tag(1024), clients(1024), cookies(1024), addresses(1024);
  const int count = grown(
      "rbd_list_lockers",
      [&] {
        return static_cast<int>(symbols().rbd_list_lockers(image, &exclusive, tag.data(), &tag.size, clients.data(),
                                                           &clients.size, cookies.data(), &cookies.size,
                                                           addresses.data(), &addresses.size));
      },
      tag, clients, cookies, addresses);
  Holders result{exclusive != 0, count > 0 ? tag.data() : "", {}};
  Texts client(clients.data()), cookie(cookies.data()), address(addresses.data());
  for (int index = 0; index < count; ++index) {
    result.holders.push_back({std::string(client.next()), std::string(cookie.next()), std::string(address.next())});
  }
  return result;
}

void bindAdvisoryLocks(Library& rbd) {
  rbd.blocking("advisoryLockList", [](Image& image) { return holdersOf(image.get()); });

  rbd.blocking("advisoryLockExclusive", [](Image& image, const std::string& cookie) {
    check("rbd_lock_exclusive", symbols().rbd_lock_exclusive(image.get(), cookie.c_str()));
  });

  rbd.blocking("advisoryLockShared", [](Image& image, const std::string& cookie, const std::string& tag) {
    check("rbd_lock_shared", symbols().rbd_lock_shared(image.get(), cookie.c_str(), tag.c_str()));
  });

  rbd.blocking("advisoryUnlock", [](Image& image, const std::string& cookie) {
    check("rbd_unlock", symbols().rbd_unlock(image.get(), cookie.c_str()));
  });

  rbd.blocking("advisoryLockBreak", [](Image& image, const std::string& client, const std::string& cookie) {
    check("rbd_break_lock", symbols().rbd_break_lock(image.get(), client.c_str(), cookie.c_str()));
  });
}

}  // namespace cephvirt::rbd

#include "rbd/advisory_lock.h"

#include "rbd/calls.h"
#include "rbd/rbd.h"
#include "rbd/symbols.h"

namespace cephvirt::rbd {

namespace {

// A buffer that librbd fills, or says how large it should be.
struct Text {
  std::string buffer = std::string(1024, '\0');
  size_t size = buffer.size();

  char* data() { return buffer.data(); }
  bool grow() {
    if (size <= buffer.size()) return false;
    buffer.resize(size);
    return true;
  }
  // For the next try: what is there, whatever the last one wrote.
  void reset() { size = buffer.size(); }
};

}  // namespace

Holders holdersOf(void* image) {
  Text tag, clients, cookies, addresses;
  for (;;) {
    int exclusive = 0;
    const ssize_t count =
        symbols().rbd_list_lockers(image, &exclusive, tag.data(), &tag.size, clients.data(), &clients.size,
                                   cookies.data(), &cookies.size, addresses.data(), &addresses.size);
    if (count == -ERANGE) {
      bool grown = false;
      for (Text* text : {&tag, &clients, &cookies, &addresses}) {
        grown = text->grow() || grown;
        text->reset();
      }
      if (grown) continue;
    }
    check("rbd_list_lockers", static_cast<int>(count));
    Holders result{exclusive != 0, count > 0 ? text(tag.buffer.c_str()) : "", {}};
    const char *client = clients.data(), *cookie = cookies.data(), *address = addresses.data();
    for (ssize_t index = 0; index < count; ++index) {
      result.holders.push_back({client, cookie, address});
      client += result.holders.back().client.size() + 1;
      cookie += result.holders.back().cookie.size() + 1;
      address += result.holders.back().address.size() + 1;
    }
    return result;
  }
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

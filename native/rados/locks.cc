#include <sys/time.h>

#include "rados/aio.h"
#include "rados/calls.h"
#include "rados/rados.h"
#include "rados/symbols.h"

namespace cephvirt::rados {

namespace {

struct LockRequest {
  std::string name, cookie, tag, description;
  bool exclusive = false;
  uint64_t duration = 0;  // in milliseconds; 0: for ever
  uint32_t flags = 0;

  static constexpr auto fields() {
    using R = LockRequest;
    return fieldsOf(field("name", &R::name), field("cookie", &R::cookie), field("tag", &R::tag),
                    field("description", &R::description), field("exclusive", &R::exclusive),
                    field("duration", &R::duration), field("flags", &R::flags));
  }
};

struct Locker {
  std::string client, cookie, address;

  static constexpr auto fields() {
    using L = Locker;
    return fieldsOf(field("client", &L::client), field("cookie", &L::cookie), field("address", &L::address));
  }
};

struct Lockers {
  bool exclusive = false;
  std::string tag;
  std::vector<Locker> lockers;

  static constexpr auto fields() {
    using L = Lockers;
    return fieldsOf(field("exclusive", &L::exclusive), field("tag", &L::tag), field("lockers", &L::lockers));
  }
};

// Calls what blocks and tells its version through the pool's handle: one at a time.
template <class Call>
void synchronously(Pool& pool, const char* function, Call call) {
  const rados_ioctx_t ioctx = pool.get();
  const std::lock_guard lock(pool.synchronous());
  check(function, call(ioctx));
}

Lockers lockersOf(rados_ioctx_t ioctx, const std::string& object, const std::string& name) {
  int exclusive = 0;
  Room tag(1024), clients(1024), cookies(1024), addresses(1024);
  const int count = grown(
      "rados_list_lockers",
      [&] {
        return static_cast<int>(symbols().rados_list_lockers(
            ioctx, object.c_str(), name.c_str(), &exclusive, tag.data(), &tag.size, clients.data(), &clients.size,
            cookies.data(), &cookies.size, addresses.data(), &addresses.size));
      },
      tag, clients, cookies, addresses);
  Lockers found{.exclusive = exclusive != 0, .tag = tag.data(), .lockers = {}};
  Texts client(clients.data()), cookie(cookies.data()), address(addresses.data());
  for (int index = 0; index < count; ++index) {
    found.lockers.push_back({std::string(client.next()), std::string(cookie.next()), std::string(address.next())});
  }
  return found;
}

}  // namespace

void bindLocks(Library& rados) {
  rados.blocking("objectLock", [](Pool& pool, const std::string& object, const LockRequest& asked) {
    timeval duration = {.tv_sec = static_cast<time_t>(asked.duration / 1000),
                        .tv_usec = static_cast<suseconds_t>(asked.duration % 1000 * 1000)};
    timeval* const limit = asked.duration == 0 ? nullptr : &duration;
    const auto flags = static_cast<uint8_t>(asked.flags);
    synchronously(pool, asked.exclusive ? "rados_lock_exclusive" : "rados_lock_shared", [&](rados_ioctx_t ioctx) {
      return asked.exclusive
                 ? symbols().rados_lock_exclusive(ioctx, object.c_str(), asked.name.c_str(), asked.cookie.c_str(),
                                                  asked.description.c_str(), limit, flags)
                 : symbols().rados_lock_shared(ioctx, object.c_str(), asked.name.c_str(), asked.cookie.c_str(),
                                               asked.tag.c_str(), asked.description.c_str(), limit, flags);
    });
  });

  rados.submit("objectUnlock", [](Pool& pool, Operation& operation, const std::string& object, const std::string& name,
                                  const std::string& cookie) {
    submit(pool, operation, "rados_aio_unlock",
           [object, name, cookie](rados_ioctx_t ioctx, rados_completion_t completion) {
             return symbols().rados_aio_unlock(ioctx, object.c_str(), name.c_str(), cookie.c_str(), completion);
           });
  });

  rados.blocking("objectLockers", [](Pool& pool, const std::string& object, const std::string& name) {
    const rados_ioctx_t ioctx = pool.get();
    const std::lock_guard lock(pool.synchronous());
    return lockersOf(ioctx, object, name);
  });

  rados.blocking("objectBreakLock", [](Pool& pool, const std::string& object, const std::string& name,
                                       const std::string& client, const std::string& cookie) {
    synchronously(pool, "rados_break_lock", [&](rados_ioctx_t ioctx) {
      return symbols().rados_break_lock(ioctx, object.c_str(), name.c_str(), client.c_str(), cookie.c_str());
    });
  });

  rados.blocking("objectCachePin", [](Pool& pool, const std::string& object) {
    synchronously(pool, "rados_cache_pin",
                  [&](rados_ioctx_t ioctx) { return symbols().rados_cache_pin(ioctx, object.c_str()); });
  });

  rados.blocking("objectCacheUnpin", [](Pool& pool, const std::string& object) {
    synchronously(pool, "rados_cache_unpin",
                  [&](rados_ioctx_t ioctx) { return symbols().rados_cache_unpin(ioctx, object.c_str()); });
  });
}

}  // namespace cephvirt::rados

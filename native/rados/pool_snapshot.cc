#include "rados/aio.h"
#include "rados/calls.h"
#include "rados/rados.h"
#include "rados/symbols.h"

// Snapshots of a whole pool, and those that clients manage themselves (as librbd does): a pool has one kind or the
// other.
namespace cephvirt::rados {

namespace {

struct PoolSnapshot {
  Id id;
  std::string name;
  double createdAt;  // milliseconds since 1970

  static constexpr auto fields() {
    using S = PoolSnapshot;
    return fieldsOf(field("id", &S::id), field("name", &S::name), field("createdAt", &S::createdAt));
  }
};

PoolSnapshot snapshot(Pool& pool, rados_snap_t id) {
  time_t stamp = 0;
  std::string name = grownText("rados_ioctx_snap_get_name", 128, [&](char* text, size_t* size) {
    return symbols().rados_ioctx_snap_get_name(pool.get(), id, text, static_cast<int>(*size));
  });
  check("rados_ioctx_snap_get_stamp", symbols().rados_ioctx_snap_get_stamp(pool.get(), id, &stamp));
  return {{id}, std::move(name), static_cast<double>(stamp) * 1000};
}

rados_snap_t lookup(Pool& pool, const std::string& name) {
  rados_snap_t id = 0;
  check("rados_ioctx_snap_lookup", symbols().rados_ioctx_snap_lookup(pool.get(), name.c_str(), &id));
  return id;
}

std::vector<rados_snap_t> snapshotIds(Pool& pool) {
  Room room(64 * sizeof(rados_snap_t));
  const auto ids = [&] { return reinterpret_cast<rados_snap_t*>(room.data()); };
  const int count = grown(
      "rados_ioctx_snap_list",
      [&] {
        return symbols().rados_ioctx_snap_list(pool.get(), ids(), static_cast<int>(room.size / sizeof(rados_snap_t)));
      },
      room);
  return {ids(), ids() + count};
}

}  // namespace

void bindPoolSnapshots(Library& rados) {
  rados.blocking("poolSnapshotCreate", [](Pool& pool, const std::string& name) {
    check("rados_ioctx_snap_create", symbols().rados_ioctx_snap_create(pool.get(), name.c_str()));
  });

  rados.blocking("poolSnapshotRemove", [](Pool& pool, const std::string& name) {
    check("rados_ioctx_snap_remove", symbols().rados_ioctx_snap_remove(pool.get(), name.c_str()));
  });

  rados.blocking("poolSnapshotList", [](Pool& pool) {
    std::vector<PoolSnapshot> all;
    for (const rados_snap_t id : snapshotIds(pool)) {
      try {
        all.push_back(snapshot(pool, id));
      } catch (const Failure& failure) {
        if (failure.number("errno") != -ENOENT) throw;  // or it was removed since
      }
    }
    return all;
  });

  rados.blocking("poolSnapshotGet",
                 [](Pool& pool, const std::string& name) { return snapshot(pool, lookup(pool, name)); });

  rados.blocking("poolSnapshotGetById", [](Pool& pool, Id id) { return snapshot(pool, id.value); });

  rados.blocking("poolSnapshotRollback", [](Pool& pool, const std::string& object, const std::string& name) {
    check("rados_ioctx_snap_rollback", symbols().rados_ioctx_snap_rollback(pool.get(), object.c_str(), name.c_str()));
  });

  rados.submit("selfManagedSnapshotCreate", [](Pool& pool, Operation& operation) {
    const auto id = std::make_shared<rados_snap_t>(0);
    submit(
        pool, operation, "rados_aio_ioctx_selfmanaged_snap_create",
        [id](rados_ioctx_t ioctx, rados_completion_t completion) {
          symbols().rados_aio_ioctx_selfmanaged_snap_create(ioctx, id.get(), completion);
          return 0;
        },
        [id](uint64_t) -> Operation::Result { return [id](Napi::Env env) { return Convert<Id>::toJs(env, {*id}); }; });
  });

  rados.submit("selfManagedSnapshotRemove", [](Pool& pool, Operation& operation, Id id) {
    submit(pool, operation, "rados_aio_ioctx_selfmanaged_snap_remove",
           [id](rados_ioctx_t ioctx, rados_completion_t completion) {
             symbols().rados_aio_ioctx_selfmanaged_snap_remove(ioctx, id.value, completion);
             return 0;
           });
  });

  rados.blocking("selfManagedSnapshotRollback", [](Pool& pool, const std::string& object, Id id) {
    check("rados_ioctx_selfmanaged_snap_rollback",
          symbols().rados_ioctx_selfmanaged_snap_rollback(pool.get(), object.c_str(), id.value));
  });
}

}  // namespace cephvirt::rados

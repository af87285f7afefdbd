#include "rados/calls.h"
#include "rados/rados.h"
#include "rados/symbols.h"

namespace cephvirt::rados {

namespace {

struct PoolStat {
  uint64_t usedBytes, userBytes, objects, clones, copies, missingOnPrimary, unfound, degraded, reads, readBytes, writes,
      writtenBytes;

  static constexpr auto fields() {
    using S = PoolStat;
    return fieldsOf(field("usedBytes", &S::usedBytes), field("userBytes", &S::userBytes), field("objects", &S::objects),
                    field("clones", &S::clones), field("copies", &S::copies),
                    field("missingOnPrimary", &S::missingOnPrimary), field("unfound", &S::unfound),
                    field("degraded", &S::degraded), field("reads", &S::reads), field("readBytes", &S::readBytes),
                    field("writes", &S::writes), field("writtenBytes", &S::writtenBytes));
  }
};

// An ioctx as a view wants it, given back if that fails.
rados_ioctx_t setTo(rados_ioctx_t ioctx, const View& view) {
  symbols().rados_ioctx_set_namespace(ioctx, view.nspace.c_str());
  if (view.locator) symbols().rados_ioctx_locator_set_key(ioctx, view.locator->c_str());
  if (view.snapshot) symbols().rados_ioctx_snap_set_read(ioctx, view.snapshot->value);
  try {
    if (view.fullTry) symbols().rados_set_pool_full_try(ioctx);
    if (view.sequence) {
      std::vector<rados_snap_t> snapshots;
      for (const Id id : view.snapshots) snapshots.push_back(id.value);
      check("rados_ioctx_selfmanaged_snap_set_write_ctx",
            symbols().rados_ioctx_selfmanaged_snap_set_write_ctx(ioctx, view.sequence->value, snapshots.data(),
                                                                 static_cast<int>(snapshots.size())));
    }
  } catch (...) {
    symbols().rados_ioctx_destroy(ioctx);
    throw;
  }
  return ioctx;
}

rados_ioctx_t openById(Cluster& cluster, int64_t id, const View& view) {
  rados_ioctx_t ioctx = nullptr;
  check("rados_ioctx_create2", symbols().rados_ioctx_create2(cluster.get(), id, &ioctx));
  return setTo(ioctx, view);
}

}  // namespace

int64_t Pool::id() const { return id_ >= 0 ? id_ : symbols().rados_ioctx_get_id(ioctx_.load()); }

rados_ioctx_t Pool::get() {
  if (const rados_ioctx_t open = ioctx_.load(std::memory_order_acquire)) return open;
  const std::lock_guard lock(opening_);
  if (const rados_ioctx_t open = ioctx_.load(std::memory_order_acquire)) return open;
  const rados_ioctx_t ioctx = openById(*cluster_, id_, view_);
  ioctx_.store(ioctx, std::memory_order_release);
  return ioctx;
}

void Pool::submit(Operation& operation, Submission submission) {
  if (!ready_.load(std::memory_order_acquire)) {
    const std::lock_guard lock(mutex_);
    if (!ready_.load(std::memory_order_relaxed)) {
      waiting_.emplace_back(&operation, std::move(submission));
      if (!std::exchange(submitting_, true)) executor()->post([self = shared<Pool>()] { self->openAndSubmit(); });
      return;
    }
  }
  submission(ioctx_.load(std::memory_order_acquire));
}

void Pool::openAndSubmit() noexcept {
  rados_ioctx_t ioctx = nullptr;
  std::optional<Failure> failure;
  try {
    ioctx = get();
  } catch (...) {
    failure = currentFailure();
  }
  for (;;) {
    std::vector<std::pair<Operation*, Submission>> batch;
    {
      const std::lock_guard lock(mutex_);
      if (waiting_.empty()) {
        submitting_ = false;
        ready_.store(ioctx != nullptr, std::memory_order_release);
        return;
      }
      batch.swap(waiting_);
    }
    for (const auto& [operation, submission] : batch) {
      if (failure) {
        operation->fail(*failure);
        continue;
      }
      try {
        submission(ioctx);
      } catch (...) {
        operation->fail(currentFailure());
      }
    }
  }
}

void Pool::submitting(Slot slot, rados_completion_t completion) {
  const std::lock_guard lock(inFlightMutex_);
  if (ended_) throw failure("rados_aio_cancel", -ECANCELED);
  inFlight_.emplace(slot, completion);
}

void Pool::settled(Slot slot) noexcept {
  const std::lock_guard lock(inFlightMutex_);
  inFlight_.erase(slot);
}

void Pool::recall(Slot slot) {
  const std::lock_guard lock(inFlightMutex_);  // so the completion is not released meanwhile
  const auto found = inFlight_.find(slot);
  if (found == inFlight_.end()) return;
  symbols().rados_aio_cancel(ioctx_.load(std::memory_order_acquire), found->second);
}

void Pool::recallInFlight() noexcept {
  const std::lock_guard lock(inFlightMutex_);
  ended_ = true;
  const rados_ioctx_t ioctx = ioctx_.load(std::memory_order_acquire);
  for (const auto& [slot, completion] : inFlight_) symbols().rados_aio_cancel(ioctx, completion);
}

void Pool::release() {
  const rados_ioctx_t ioctx = ioctx_.load(std::memory_order_acquire);
  if (ioctx == nullptr) return;
  symbols().rados_aio_flush(ioctx);
  symbols().rados_ioctx_destroy(ioctx);
}

void bindPools(Library& rados) {
  rados.blocking("poolOpen", [](Cluster& cluster, const std::string& name, const View& view) {
    rados_ioctx_t ioctx = nullptr;
    check("rados_ioctx_create", symbols().rados_ioctx_create(cluster.get(), name.c_str(), &ioctx));
    return Handle::create<Pool>(cluster.shared<Cluster>(), setTo(ioctx, view));
  });

  rados.blocking("poolOpenById", [](Cluster& cluster, int64_t id, const View& view) {
    return Handle::create<Pool>(cluster.shared<Cluster>(), openById(cluster, id, view));
  });

  rados.immediate("poolView", [](Cluster& cluster, int64_t id, const View& view) {
    return Handle::create<Pool>(cluster.shared<Cluster>(), id, view);
  });

  rados.immediate("poolId", [](Pool& pool) { return pool.id(); });

  rados.blocking("poolStat", [](Pool& pool) {
    rados_pool_stat_t stat{};
    check("rados_ioctx_pool_stat", symbols().rados_ioctx_pool_stat(pool.get(), &stat));
    return PoolStat{stat.num_bytes,
                    stat.num_user_bytes,
                    stat.num_objects,
                    stat.num_object_clones,
                    stat.num_object_copies,
                    stat.num_objects_missing_on_primary,
                    stat.num_objects_unfound,
                    stat.num_objects_degraded,
                    stat.num_rd,
                    stat.num_rd_kb * 1024,
                    stat.num_wr,
                    stat.num_wr_kb * 1024};
  });

  rados.blocking("poolName", [](Pool& pool) {
    return grownText("rados_ioctx_get_pool_name", 128, [&](char* text, size_t* size) {
      return symbols().rados_ioctx_get_pool_name(pool.get(), text, static_cast<unsigned>(*size));
    });
  });

  // Nothing where writes may have any length.
  rados.blocking("poolAlignment", [](Pool& pool) -> std::optional<uint64_t> {
    int required = 0;
    check("rados_ioctx_pool_requires_alignment2",
          symbols().rados_ioctx_pool_requires_alignment2(pool.get(), &required));
    if (required == 0) return std::nullopt;
    uint64_t alignment = 0;
    check("rados_ioctx_pool_required_alignment2",
          symbols().rados_ioctx_pool_required_alignment2(pool.get(), &alignment));
    return alignment;
  });

  rados.blocking("poolLookup", [](Cluster& cluster, const std::string& name) {
    const int64_t id = symbols().rados_pool_lookup(cluster.get(), name.c_str());
    if (id < 0) throw failure("rados_pool_lookup", static_cast<int>(id));
    return id;
  });

  rados.blocking("poolReverseLookup", [](Cluster& cluster, int64_t id) {
    return grownText("rados_pool_reverse_lookup", 128, [&](char* text, size_t* size) {
      return symbols().rados_pool_reverse_lookup(cluster.get(), id, text, *size);
    });
  });

  rados.blocking("poolBaseTier", [](Cluster& cluster, int64_t id) {
    int64_t base = -1;
    check("rados_pool_get_base_tier", symbols().rados_pool_get_base_tier(cluster.get(), id, &base));
    return base;
  });

  rados.blocking("poolInconsistentGroups", [](Cluster& cluster, int64_t id) {
    Room list(1024);
    grown(
        "rados_inconsistent_pg_list",
        [&] {
          // Answers how much room the list needs, whether or not it has it.
          const int needed = symbols().rados_inconsistent_pg_list(cluster.get(), id, list.data(), list.memory.size());
          if (needed < 0) return needed;
          list.size = static_cast<size_t>(needed);
          return list.size > list.memory.size() ? -ERANGE : 0;
        },
        list);
    return textsIn(list.memory);
  });
}

}  // namespace cephvirt::rados

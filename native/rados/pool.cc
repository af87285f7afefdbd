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

}  // namespace

int64_t Pool::id() const { return id_ >= 0 ? id_ : symbols().rados_ioctx_get_id(ioctx_.load()); }

rados_ioctx_t Pool::get() {
  if (const rados_ioctx_t open = ioctx_.load(std::memory_order_acquire)) return open;
  const std::lock_guard lock(opening_);
  if (const rados_ioctx_t open = ioctx_.load(std::memory_order_acquire)) return open;
  rados_ioctx_t ioctx = nullptr;
  check("rados_ioctx_create2", symbols().rados_ioctx_create2(cluster_->get(), id_, &ioctx));
  symbols().rados_ioctx_set_namespace(ioctx, namespace_.c_str());
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
  rados.blocking("poolOpen", [](Cluster& cluster, const std::string& name, const std::string& nspace) {
    rados_ioctx_t ioctx = nullptr;
    check("rados_ioctx_create", symbols().rados_ioctx_create(cluster.get(), name.c_str(), &ioctx));
    symbols().rados_ioctx_set_namespace(ioctx, nspace.c_str());
    return Handle::create<Pool>(cluster.shared<Cluster>(), ioctx);
  });

  rados.immediate("poolView", [](Cluster& cluster, int64_t id, const std::string& nspace) {
    return Handle::create<Pool>(cluster.shared<Cluster>(), id, nspace);
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
}

}  // namespace cephvirt::rados

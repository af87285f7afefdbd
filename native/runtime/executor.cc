#include "runtime/executor.h"

#include <pthread.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <utility>

#include "runtime/exit.h"

namespace cephvirt {

namespace {

using Clock = std::chrono::steady_clock;

// Waking a thread takes longer than many a call. Who calls, awaits and calls again is back before this is over.
constexpr auto kNear = std::chrono::microseconds(50);
constexpr std::chrono::microseconds kShortest(200), kLongest(20'000);

const bool kAlone = std::thread::hardware_concurrency() < 2;

void relax() noexcept {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

}  // namespace

struct Executor::Pool {
  std::string name;
  unsigned limit = 0;
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<std::function<void()>> tasks;
  unsigned threads = 0;
  unsigned idle = 0;
  unsigned asleep = 0;    // of those
  bool summoned = false;  // one of those is waking up
  bool ending = false;
  // One idle thread at most looks for work instead of sleeping, and only where the last one that came was near.
  std::atomic<bool> looking{false};
  bool near = false;
  Clock::time_point idleSince{};
  // Others wanted the processor: for so long nobody looks, and longer the next time.
  Clock::time_point crowdedUntil{};
  std::chrono::microseconds pause = kShortest;

  void work() {
    std::unique_lock lock(mutex);
    for (;;) {
      ++idle;
      if (tasks.empty() && !ending) wait(lock);
      --idle;
      if (tasks.empty()) return;
      {
        const std::function<void()> task = std::move(tasks.front());
        tasks.pop_front();
        const bool more = !tasks.empty() && summons();
        lock.unlock();
        if (more) changed.notify_one();
        task();
      }
      lock.lock();
    }
  }

  void wait(std::unique_lock<std::mutex>& lock) {
    const auto began = idleSince = Clock::now();
    auto limit = kNear + kNear / 2;  // it takes some time to wake up
    if (near && idle == threads && !kAlone && began >= crowdedUntil && !looking.load(std::memory_order_relaxed)) {
      limit = kNear;
      looking.store(true, std::memory_order_relaxed);
      lock.unlock();
      const bool crowded = look(began);
      lock.lock();
      looking.store(false, std::memory_order_relaxed);
      if (crowded)
        crowdedUntil = Clock::now() + std::exchange(pause, std::min(2 * pause, kLongest));
      else if (!tasks.empty())
        pause = kShortest;
    }
    while (tasks.empty() && !ending) {
      ++asleep;
      changed.wait(lock);
      --asleep;
      summoned = false;
    }
    near = Clock::now() - idleSince < limit;
  }

  // True if a thread is to be woken, now that there is work: one at a time, and that one wakes the next. It may well be
  // that those which are awake have done it all by then.
  bool summons() {
    if (asleep == 0 || summoned) return false;
    return summoned = true;
  }

  // Until there is work, or it is not near. True if others want this processor: they have it, and waking up is cheap.
  bool look(Clock::time_point began) const {
    for (auto last = began; looking.load(std::memory_order_acquire);) {
      for (int round = 0; round < 20; ++round) relax();
      const auto now = Clock::now();
      if (now - last > kNear / 2) return true;
      if (now - began > kNear) return false;
      last = now;
    }
    return false;
  }
};

std::shared_ptr<Executor> Executor::create(std::string name, unsigned threads, unsigned urgentThreads) {
  auto executor = std::shared_ptr<Executor>(new Executor());
  const std::array limits{threads, urgentThreads};
  for (size_t lane = 0; lane < limits.size(); ++lane) {
    if (limits[lane] == 0) {
      executor->pools_[lane] = executor->pools_[0];
      continue;
    }
    executor->pools_[lane] = std::make_shared<Pool>();
    executor->pools_[lane]->name = name.substr(0, 15);  // the kernel's limit for a thread's name
    executor->pools_[lane]->limit = limits[lane];
  }
  return executor;
}

Executor::~Executor() {
  for (const auto& pool : pools_) {
    const std::lock_guard lock(pool->mutex);
    pool->ending = true;
    pool->changed.notify_all();
  }
}

void Executor::post(std::function<void()> task, Lane lane) {
  // Held: once unlocked, the task may run, and take the executor with it.
  const std::shared_ptr<Pool> pool = pools_[lane == Lane::urgent ? 1 : 0];
  std::unique_lock lock(pool->mutex);
  pool->tasks.push_back(std::move(task));
  if (pool->idle >= pool->tasks.size() || pool->threads == pool->limit) {
    // Who looks for work is idle too, and finds this; the next one is for another.
    const bool found = pool->looking.exchange(false, std::memory_order_release);
    const bool summons = !found && pool->summons();
    lock.unlock();  // first: who wakes up takes it
    if (summons) pool->changed.notify_one();
    return;
  }
  try {
    threadsBegin();
    std::thread([pool] {
      pthread_setname_np(pthread_self(), pool->name.c_str());
      pool->work();
      threadsEnd();
    }).detach();
    ++pool->threads;
  } catch (const std::exception&) {
    threadsEnd();
    if (pool->threads == 0) {
      pool->tasks.pop_back();
      throw;
    }
  }
}

}  // namespace cephvirt

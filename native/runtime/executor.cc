#include "runtime/executor.h"

#include <pthread.h>

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "runtime/exit.h"

namespace cephvirt {

struct Executor::Pool {
  std::string name;
  unsigned limit = 0;
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<std::function<void()>> tasks;
  unsigned threads = 0;
  unsigned idle = 0;
  bool ending = false;

  void work() {
    std::unique_lock lock(mutex);
    for (;;) {
      ++idle;
      while (tasks.empty() && !ending) changed.wait(lock);
      --idle;
      if (tasks.empty()) return;
      {
        const std::function<void()> task = std::move(tasks.front());
        tasks.pop_front();
        lock.unlock();
        task();
      }
      lock.lock();
    }
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
    const bool sleeping = pool->idle > 0;
    lock.unlock();  // first: who wakes up takes it
    if (sleeping) pool->changed.notify_one();
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

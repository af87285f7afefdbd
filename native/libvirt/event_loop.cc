#include "libvirt/event_loop.h"

#include <pthread.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "libvirt/calls.h"
#include "runtime/exit.h"

namespace cephvirt::libvirt {

namespace {

using Clock = std::chrono::steady_clock;

// For so long a socket that is given back is not watched: if calls follow each other, the next one takes it away again.
constexpr auto kNear = std::chrono::microseconds(500);

// libvirt's client takes the socket away from the loop when a thread begins to wait for the answer to its call, and
// gives it back when the answer has come, also if others still wait. libvirt's own loop wakes up for both and looks at
// all it watches anew: two switches of threads for each call. Here the kernel keeps the list, and nobody wakes up for a
// change of it; nor for a timer that is put off; nor for the answer to another thread's call, which is that thread's to
// read.
class EventLoop {
 public:
  EventLoop()
      : poll_(made(epoll_create1(EPOLL_CLOEXEC))),
        timer_(made(timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK))),
        wake_(made(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))) {
    for (const auto& [fd, id] : {std::pair{timer_, kTimer}, std::pair{wake_, kWake}}) {
      epoll_event event{EPOLLIN, {.u64 = static_cast<uint64_t>(id)}};
      made(epoll_ctl(poll_, EPOLL_CTL_ADD, fd, &event));
    }
  }

  int addHandle(int fd, int events, virEventHandleCallback callback, void* opaque, virFreeCallback free) {
    const std::lock_guard lock(mutex_);
    const int id = nextId();
    Handle handle{fd, 0, 0, {}, callback, {opaque, free}};
    if (!watch(id, handle, events)) return -1;
    handles_.emplace(id, handle);
    return id;
  }

  void updateHandle(int id, int events) {
    const std::lock_guard lock(mutex_);
    const auto found = handles_.find(id);
    if (found == handles_.end()) return;
    Handle& handle = found->second;
    if (events == 0 || handle.watched != 0) {
      watch(id, handle, events);
      return;
    }
    handle.wanted = events;
    handle.due = Clock::now() + kNear;
    armBefore(handle.due);
  }

  int removeHandle(int id) {
    const std::lock_guard lock(mutex_);
    const auto found = handles_.find(id);
    if (found == handles_.end()) return -1;
    watch(id, found->second, 0);
    bury(found->second.owned);
    handles_.erase(found);
    return 0;
  }

  int addTimeout(int milliseconds, virEventTimeoutCallback callback, void* opaque, virFreeCallback free) {
    const std::lock_guard lock(mutex_);
    const int id = nextId();
    set(timeouts_.emplace(id, Timeout{-1, {}, callback, {opaque, free}}).first->second, milliseconds);
    return id;
  }

  void updateTimeout(int id, int milliseconds) {
    const std::lock_guard lock(mutex_);
    const auto found = timeouts_.find(id);
    if (found != timeouts_.end()) set(found->second, milliseconds);
  }

  int removeTimeout(int id) {
    const std::lock_guard lock(mutex_);
    const auto found = timeouts_.find(id);
    if (found == timeouts_.end()) return -1;
    bury(found->second.owned);
    timeouts_.erase(found);
    return 0;
  }

  [[noreturn]] void run() {
    for (;;) {
      epoll_event events[16];
      const int count = epoll_wait(poll_, events, std::size(events), -1);
      for (int index = 0; index < count; ++index) {
        const auto id = static_cast<int>(events[index].data.u64);
        if (id == kTimer) {
          fireTimer();
        } else if (id == kWake) {
          drain(wake_);
        } else {
          fireHandle(id, events[index].events);
        }
      }
      freeBuried();
    }
  }

 private:
  struct Owned {
    void* opaque;
    virFreeCallback free;
  };
  struct Handle {
    int fd;
    int wanted;
    int watched;            // 0: not at all
    Clock::time_point due;  // when it is, if it is wanted and not watched
    virEventHandleCallback callback;
    Owned owned;
  };
  struct Timeout {
    int milliseconds;  // below 0: not running
    Clock::time_point next;
    virEventTimeoutCallback callback;
    Owned owned;
  };

  static constexpr int kTimer = -1;
  static constexpr int kWake = -2;

  static int made(int result) {
    if (result < 0) throw Failure("internal", std::string("Cannot watch sockets for libvirt: ") + strerror(errno));
    return result;
  }

  static void drain(int fd) {
    uint64_t count = 0;
    while (read(fd, &count, sizeof count) > 0) continue;
  }

  int nextId() { return ++lastId_; }

  bool watch(int id, Handle& handle, int events) {
    handle.wanted = events;
    if (events == handle.watched) return true;
    // Watched for nothing, the kernel would still tell that the other side hung up, again and again.
    const int operation = events == 0 ? EPOLL_CTL_DEL : handle.watched == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
    epoll_event event{toPoll(events), {.u64 = static_cast<uint64_t>(id)}};
    if (epoll_ctl(poll_, operation, handle.fd, &event) < 0) return false;
    handle.watched = events;
    return true;
  }

  static uint32_t toPoll(int events) {
    uint32_t poll = 0;
    if ((events & VIR_EVENT_HANDLE_READABLE) != 0) poll |= EPOLLIN;
    if ((events & VIR_EVENT_HANDLE_WRITABLE) != 0) poll |= EPOLLOUT;
    return poll;  // errors and hang-ups are told in any case
  }

  static int fromPoll(uint32_t poll) {
    int events = 0;
    if ((poll & EPOLLIN) != 0) events |= VIR_EVENT_HANDLE_READABLE;
    if ((poll & EPOLLOUT) != 0) events |= VIR_EVENT_HANDLE_WRITABLE;
    if ((poll & EPOLLERR) != 0) events |= VIR_EVENT_HANDLE_ERROR;
    if ((poll & EPOLLHUP) != 0) events |= VIR_EVENT_HANDLE_HANGUP;
    return events;
  }

  // What libvirt calls us from may hold locks that freeing takes: the loop's thread does it, and not while a callback
  // runs.
  void bury(const Owned& owned) {
    if (owned.free == nullptr) return;
    buried_.push_back(owned);
    const uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = write(wake_, &one, sizeof one);
  }

  void freeBuried() {
    std::vector<Owned> buried;
    {
      const std::lock_guard lock(mutex_);
      buried.swap(buried_);
    }
    for (const auto& [opaque, free] : buried) free(opaque);
  }

  void set(Timeout& timeout, int milliseconds) {
    timeout.milliseconds = milliseconds;
    if (milliseconds < 0) return;
    timeout.next = Clock::now() + std::chrono::milliseconds(milliseconds);
    armBefore(timeout.next);
  }

  void armBefore(Clock::time_point at) {
    if (!armed_ || at < *armed_) arm(at);
  }

  void arm(Clock::time_point at) {
    armed_ = at;
    const auto nanoseconds = std::chrono::duration_cast<std::chrono::nanoseconds>(at.time_since_epoch()).count();
    itimerspec when{};
    when.it_value = {nanoseconds / 1'000'000'000, nanoseconds % 1'000'000'000};
    timerfd_settime(timer_, TFD_TIMER_ABSTIME, &when, nullptr);
  }

  void fireHandle(int id, uint32_t poll) {
    Handle handle;
    {
      const std::lock_guard lock(mutex_);
      const auto found = handles_.find(id);
      if (found == handles_.end() || found->second.watched == 0) return;
      handle = found->second;
    }
    handle.callback(id, handle.fd, fromPoll(poll), handle.owned.opaque);
  }

  // A timer that was put off fires the kernel's early: what is due is looked for, and the kernel's set again.
  void fireTimer() {
    drain(timer_);
    std::vector<int> due;
    {
      const std::lock_guard lock(mutex_);
      const auto now = Clock::now();
      std::optional<Clock::time_point> next;
      const auto wakeAt = [&next](Clock::time_point at) {
        if (!next || at < *next) next = at;
      };
      for (auto& [id, handle] : handles_) {
        if (handle.watched != 0 || handle.wanted == 0) continue;
        if (handle.due <= now)
          watch(id, handle, handle.wanted);
        else
          wakeAt(handle.due);
      }
      for (auto& [id, timeout] : timeouts_) {
        if (timeout.milliseconds < 0) continue;
        if (timeout.next <= now) {
          timeout.next = now + std::chrono::milliseconds(timeout.milliseconds);
          due.push_back(id);
        }
        wakeAt(timeout.next);
      }
      armed_.reset();
      if (next) arm(*next);
    }
    for (const int id : due) {
      Timeout timeout;
      {
        const std::lock_guard lock(mutex_);
        const auto found = timeouts_.find(id);
        if (found == timeouts_.end() || found->second.milliseconds < 0) continue;  // by a callback before it
        timeout = found->second;
      }
      timeout.callback(id, timeout.owned.opaque);
    }
  }

  const int poll_, timer_, wake_;
  std::mutex mutex_;
  int lastId_ = 0;
  std::map<int, Handle> handles_;
  std::map<int, Timeout> timeouts_;
  std::optional<Clock::time_point> armed_;  // when the kernel's timer fires
  std::vector<Owned> buried_;
};

EventLoop* loop = nullptr;

bool start() {
  library().require();
  call(symbols().virInitialize);
  // By default libvirt prints every error to stderr; ours are thrown.
  symbols().virSetErrorFunc(nullptr, [](void*, virErrorPtr) {});
  loop = new EventLoop;  // never deleted: its thread runs to the end
  symbols().virEventRegisterImpl(
      [](int fd, int events, virEventHandleCallback callback, void* opaque, virFreeCallback free) {
        return loop->addHandle(fd, events, callback, opaque, free);
      },
      [](int id, int events) { loop->updateHandle(id, events); }, [](int id) { return loop->removeHandle(id); },
      [](int milliseconds, virEventTimeoutCallback callback, void* opaque, virFreeCallback free) {
        return loop->addTimeout(milliseconds, callback, opaque, free);
      },
      [](int id, int milliseconds) { loop->updateTimeout(id, milliseconds); },
      [](int id) { return loop->removeTimeout(id); });
  threadsBegin();
  std::thread([] {
    pthread_setname_np(pthread_self(), "libvirt-events");
    loop->run();
  }).detach();
  return true;
}

}  // namespace

void startEventLoop() { static const bool started [[maybe_unused]] = start(); }

}  // namespace cephvirt::libvirt

#include "runtime/exit.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>

namespace cephvirt {

namespace {

std::atomic<int> alive{0};
std::atomic<int> exitStatus{0};
std::atomic<int64_t> deadline{0};  // of the steady clock
constexpr auto kGrace = std::chrono::seconds(2);

void leave(int status, void*) {
  if (alive.load() == 0) return;
  std::fflush(nullptr);
  _exit(status);
}

}  // namespace

// Handlers run last in, first out: registered after a library was loaded, ours runs before its destructors.
void guardExit() { on_exit(leave, nullptr); }

void leaving(int status) noexcept {
  if (::syscall(SYS_gettid) != ::getpid()) return;  // a worker ends
  exitStatus.store(status);
  deadline.store((std::chrono::steady_clock::now() + kGrace).time_since_epoch().count());
  guardExit();  // once more, so that it comes before what the libraries registered while they ran
}

std::optional<std::chrono::steady_clock::time_point> leavingUntil() noexcept {
  const int64_t until = deadline.load();
  if (until == 0) return std::nullopt;
  return std::chrono::steady_clock::time_point(std::chrono::steady_clock::duration(until));
}

void leaveNow() noexcept {
  std::fflush(nullptr);
  _exit(exitStatus.load());
}

void threadsBegin() noexcept { alive.fetch_add(1); }
void threadsEnd() noexcept { alive.fetch_sub(1); }

}  // namespace cephvirt

#include "runtime/exit.h"

#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>

namespace cephvirt {

namespace {

std::atomic<int> alive{0};

void leave(int status, void*) {
  if (alive.load() == 0) return;
  std::fflush(nullptr);
  _exit(status);
}

}  // namespace

// Handlers run last in, first out: registered after a library was loaded, ours runs before its destructors.
void guardExit() { on_exit(leave, nullptr); }

void threadsBegin() noexcept { alive.fetch_add(1); }
void threadsEnd() noexcept { alive.fetch_sub(1); }

}  // namespace cephvirt

#include "libvirt/event_loop.h"

#include <pthread.h>
#include <unistd.h>

#include <thread>

#include "libvirt/calls.h"
#include "runtime/exit.h"

namespace cephvirt::libvirt {

namespace {

// The default implementation sleeps for ever when nothing is registered with it. It is woken when something is, and,
// whatever happens, once a minute.
constexpr int kWakeMilliseconds = 60'000;

void run() noexcept {
  pthread_setname_np(pthread_self(), "libvirt-events");
  for (;;) {
    if (symbols().virEventRunDefaultImpl() < 0) sleep(1);  // it says why it failed nowhere; do not spin
  }
}

bool start() {
  library().require();
  call(symbols().virInitialize);
  // By default libvirt prints every error to stderr; ours are thrown.
  symbols().virSetErrorFunc(nullptr, [](void*, virErrorPtr) {});
  call(symbols().virEventRegisterDefaultImpl);
  call(
      symbols().virEventAddTimeout, kWakeMilliseconds, [](int, void*) {}, nullptr, nullptr);
  threadsBegin();
  std::thread(run).detach();
  return true;
}

}  // namespace

void startEventLoop() { static const bool started [[maybe_unused]] = start(); }

}  // namespace cephvirt::libvirt

#pragma once

#include <chrono>
#include <optional>

namespace cephvirt {

// A process may end while threads of Ceph or libvirt still run: process.exit() with calls in flight, an uncaught
// exception, handles that nobody closed. The libraries' static destructors would then pull the ground from under those
// threads, and the process would crash on its way out. So if handles are open at exit, the process leaves at once,
// with the status it was given and everything written out, and no destructor runs.
void guardExit();

// Main thread, at the 'exit' event: the process ends with `status`, and Node is about to join its workers.
void leaving(int status) noexcept;
// Until when the ends of environments may then wait, all together.
std::optional<std::chrono::steady_clock::time_point> leavingUntil() noexcept;
[[noreturn]] void leaveNow() noexcept;

// Counts what has threads behind it: open clusters and connections, running executors.
void threadsBegin() noexcept;
void threadsEnd() noexcept;

}  // namespace cephvirt

#pragma once

#include <array>
#include <functional>
#include <memory>
#include <string>

namespace cephvirt {

// Private threads for calls that block. Each cluster and each libvirt connection has one, so that a call that hangs
// stalls nothing but its own cluster or connection: never libuv's pool, never the JS thread.
//
// Threads start when there is work for them and end with the executor; they are detached, since a call into a hung
// library can never be joined.
class Executor {
 public:
  enum class Lane { normal, urgent };

  static std::shared_ptr<Executor> create(std::string name, unsigned threads, unsigned urgentThreads = 0);
  ~Executor();
  Executor(const Executor&) = delete;
  Executor& operator=(const Executor&) = delete;

  // Any thread. Tasks of one lane start in the order they were posted. A task must not throw.
  void post(std::function<void()> task, Lane lane = Lane::normal);

 private:
  struct Pool;

  Executor() = default;

  std::array<std::shared_ptr<Pool>, 2> pools_;
};

}  // namespace cephvirt

#pragma once

#include <napi.h>

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <memory>

#include "runtime/environment.h"

namespace cephvirt {

// What a long call tells while it runs, and how it is asked to stop. The library's thread reports as often as it
// likes; JavaScript hears of the latest state, once for each turn of its event loop.
class Progress : public std::enable_shared_from_this<Progress> {
 public:
  // JS thread. Without a listener it only carries the wish to stop.
  static Napi::Value create(const Napi::CallbackInfo& info);
  static std::shared_ptr<Progress> of(Napi::Env env, const Napi::Value& value);
  static void cancel(const Napi::CallbackInfo& info);

  // Any thread. Answers what a progress callback of the C libraries must return: negative stops the work.
  int report(uint64_t done, uint64_t total) noexcept;
  bool cancelled() const noexcept { return cancelled_.load(std::memory_order_acquire); }

  // A progress callback of librbd: `int (*)(uint64_t offset, uint64_t total, void*)`.
  static int callback(uint64_t done, uint64_t total, void* progress) noexcept {
    return static_cast<Progress*>(progress)->report(done, total);
  }

 private:
  class Notice;

  std::shared_ptr<CompletionQueue> queue_;
  Napi::FunctionReference listener_;  // JS thread only
  std::atomic<bool> cancelled_{false};
  std::atomic<bool> noticed_{false};
  std::atomic<uint64_t> done_{0};
  std::atomic<uint64_t> total_{0};
};

}  // namespace cephvirt

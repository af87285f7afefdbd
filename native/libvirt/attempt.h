#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>

#include "libvirt/symbols.h"
#include "runtime/convert.h"
#include "runtime/handle.h"
#include "runtime/sink.h"

namespace cephvirt::libvirt {

// An attempt to connect. What libvirt wants to know meanwhile, JavaScript is asked, and libvirt's thread waits for the
// answer; closing the attempt ends that wait. The connection that comes of it lives on its threads.
class Attempt final : public Handle {
 public:
  Attempt(std::shared_ptr<Executor> executor, std::shared_ptr<Sink> asked)
      : Handle(std::move(executor)), asked_(std::move(asked)) {}

  const char* kind() const noexcept override { return "attempt to connect"; }

  // Waits for the answer to one question, and gives libvirt a copy of its own. False if there is none.
  bool ask(virConnectCredential& credential);

  // JS thread. An answer to a question that nobody waits for any more is dropped.
  void answer(uint32_t question, const std::optional<SecretText>& text);

 protected:
  void closing() noexcept override;
  void release() override { asked_.reset(); }

 private:
  std::shared_ptr<Sink> asked_;
  std::mutex mutex_;
  std::condition_variable changed_;
  uint32_t question_ = 0;
  bool answered_ = false;
  bool closing_ = false;
  std::optional<SecretText> answer_;
};

}  // namespace cephvirt::libvirt

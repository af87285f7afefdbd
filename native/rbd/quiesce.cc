#include <chrono>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <utility>

#include "rbd/calls.h"
#include "rbd/rbd.h"
#include "rbd/symbols.h"

namespace cephvirt::rbd {

namespace {

// Not ESHUTDOWN, which to librbd means that the client was shut out of the cluster.
constexpr int kClosed = -ECANCELED;

// The next snapshot in the queue is asked for as soon as the last is over: so long is listened for it.
constexpr auto kNext = std::chrono::milliseconds(50);
// librbd itself gives up a snapshot that does not end after 10 seconds.
constexpr auto kUnquiesce = std::chrono::seconds(30);

// A registration to be told before a snapshot is taken, which then waits for our answer, and after it.
class QuiesceWatch final : public Handle {
 public:
  QuiesceWatch(std::shared_ptr<Image> image, std::shared_ptr<Sink> sink)
      : Handle(image), image_(std::move(image)), sink_(std::move(sink)) {}

  const char* kind() const noexcept override { return "quiesce watch"; }

  void start() {
    uint64_t id = 0;
    check("rbd_quiesce_watch", symbols().rbd_quiesce_watch(image_->get(), onQuiesce, onUnquiesce, this, &id));
    std::optional<int> early;
    {
      const std::lock_guard lock(mutex_);
      id_ = id;
      early = early_;
    }
    if (early) complete(*early);
  }

  // Once for each time that it is asked; what comes before the id is known is kept until then.
  void complete(int result) {
    uint64_t id = 0;
    {
      const std::lock_guard lock(mutex_);
      if (!asked_) return;
      if (!id_) {
        early_ = result;
        return;
      }
      asked_ = false;
      id = *id_;
    }
    symbols().rbd_quiesce_complete(image_->get(), id, result);
  }

 protected:
  // Snapshots that wait for an answer may be what the closing waits for.
  void closing() noexcept override {
    begin();
    refuse();
  }

  // librbd would wait for ever for a watch that goes before it has answered, and forget the snapshots in its queue if
  // one goes before the unquiesce. It calls nothing any more when this has come to its end.
  void release() override {
    const Defer end([&] { sink_.reset(); });
    if (!id_) return;
    begin();
    complete(kClosed);
    waitUntilOver();
    check("rbd_quiesce_unwatch", symbols().rbd_quiesce_unwatch(image_->get(), *id_));
  }

 private:
  static void onQuiesce(void* argument) noexcept {
    auto& watch = *static_cast<QuiesceWatch*>(argument);
    bool closing = false;
    {
      const std::lock_guard lock(watch.mutex_);
      watch.asked_ = true;
      ++watch.quiesced_;
      closing = watch.closing_;
      if (closing) watch.busy_ = true;
    }
    watch.changed_.notify_all();
    if (closing) {
      watch.refuse();
    } else if (!watch.push(true)) {
      watch.complete(-ENOMEM);
    }
  }

  static void onUnquiesce(void* argument) noexcept {
    auto& watch = *static_cast<QuiesceWatch*>(argument);
    {
      // One that was registered meanwhile is told of the end, too.
      const std::lock_guard lock(watch.mutex_);
      if (watch.quiesced_ == 0) return;
    }
    watch.push(false);
    // While it is locked: as soon as it is not, the watch may be gone.
    const std::lock_guard lock(watch.mutex_);
    --watch.quiesced_;
    watch.changed_.notify_all();
  }

  bool push(bool quiesce) noexcept {
    try {
      sink_->push([quiesce](Napi::Env env) -> Napi::Value { return Napi::Boolean::New(env, quiesce); });
      return true;
    } catch (...) {
      return false;
    }
  }

  // Not in the thread that closes or tells: both may hold what librbd needs to go on.
  void refuse() noexcept {
    try {
      if (const auto self = weak_from_this().lock()) {
        executor()->post([self] { static_cast<QuiesceWatch&>(*self).complete(kClosed); }, Executor::Lane::urgent);
        return;
      }
    } catch (...) {
    }
    complete(kClosed);
  }

  void begin() noexcept {
    const std::lock_guard lock(mutex_);
    if (!std::exchange(closing_, true)) busy_ = quiesced_ > 0;
  }

  void waitUntilOver() {
    using Clock = std::chrono::system_clock;
    const auto limit = Clock::now() + kUnquiesce;
    std::unique_lock lock(mutex_);
    if (!busy_) return;
    do {
      if (!changed_.wait_until(lock, limit, [&] { return quiesced_ == 0; })) return;
    } while (changed_.wait_until(lock, Clock::now() + kNext, [&] { return quiesced_ > 0; }) && Clock::now() < limit);
  }

  const std::shared_ptr<Image> image_;
  std::shared_ptr<Sink> sink_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::optional<uint64_t> id_;
  std::optional<int> early_;
  bool asked_ = false;  // and not answered
  bool closing_ = false;
  bool busy_ = false;  // a snapshot was under way when the closing began, or came after
  unsigned quiesced_ = 0;
};

}  // namespace

void bindQuiesce(Library& rbd) {
  rbd.blocking("quiesceWatch", [](Image& image, std::shared_ptr<Sink> sink) {
    auto watch = Handle::create<QuiesceWatch>(image.shared<Image>(), std::move(sink));
    watch->start();
    return watch;
  });

  // Urgent: snapshots that wait for this answer may have taken all the other threads.
  rbd.urgent("quiesceComplete", [](QuiesceWatch& watch, int32_t result) { watch.complete(result); });
}

}  // namespace cephvirt::rbd

#include <atomic>

#include "rbd/calls.h"
#include "rbd/rbd.h"
#include "rbd/symbols.h"

namespace cephvirt::rbd {

namespace {

// Not ESHUTDOWN, which to librbd means that the client was shut out of the cluster.
constexpr int kClosed = -ECANCELED;

// A registration to be told before a snapshot is taken, which then waits for our answer, and after it.
class QuiesceWatch final : public Handle {
 public:
  QuiesceWatch(std::shared_ptr<Image> image, std::shared_ptr<Sink> sink)
      : Handle(image), image_(std::move(image)), sink_(std::move(sink)) {}

  const char* kind() const noexcept override { return "quiesce watch"; }

  void start() {
    check("rbd_quiesce_watch", symbols().rbd_quiesce_watch(image_->get(), onQuiesce, onUnquiesce, this, &id_));
    started_ = true;
  }

  // Once for each time that it is asked.
  void complete(int result) {
    if (asked_.exchange(false)) symbols().rbd_quiesce_complete(image_->get(), id_, result);
  }

 protected:
  // librbd waits for an answer that is due, and calls nothing any more when this has come to its end.
  void release() override {
    closing_.store(true);
    complete(kClosed);
    const Defer end([&] { sink_.reset(); });
    if (started_) check("rbd_quiesce_unwatch", symbols().rbd_quiesce_unwatch(image_->get(), id_));
  }

 private:
  static void onQuiesce(void* argument) noexcept {
    auto& watch = *static_cast<QuiesceWatch*>(argument);
    watch.asked_.store(true);
    if (watch.closing_.load()) {
      watch.complete(kClosed);
    } else {
      watch.push(true);
    }
  }
  static void onUnquiesce(void* argument) noexcept { static_cast<QuiesceWatch*>(argument)->push(false); }

  void push(bool quiesce) noexcept {
    try {
      sink_->push([quiesce](Napi::Env env) -> Napi::Value { return Napi::Boolean::New(env, quiesce); });
    } catch (...) {
      if (quiesce) complete(-ENOMEM);
    }
  }

  const std::shared_ptr<Image> image_;
  std::shared_ptr<Sink> sink_;
  std::atomic<bool> asked_{false};
  std::atomic<bool> closing_{false};
  uint64_t id_ = 0;
  bool started_ = false;
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

#include <atomic>

#include "rbd/calls.h"
#include "rbd/rbd.h"
#include "rbd/symbols.h"

namespace cephvirt::rbd {

namespace {

// A registration for changes of an image. However many come while the JavaScript thread is busy, it hears of one.
class UpdateWatch final : public Handle {
 public:
  UpdateWatch(std::shared_ptr<Image> image, std::shared_ptr<Sink> sink)
      : Handle(image), image_(std::move(image)), sink_(std::move(sink)) {}

  const char* kind() const noexcept override { return "watch"; }

  void start() {
    check("rbd_update_watch", symbols().rbd_update_watch(image_->get(), &id_, onUpdate, this));
    started_ = true;
  }

 protected:
  // librbd calls nothing any more when it has answered: it fails only where it knows of no such watch.
  void release() override {
    const Defer end([&] {
      sink_->push([](Napi::Env env) -> Napi::Value { return Napi::Boolean::New(env, false); });
      sink_.reset();
    });
    if (started_) check("rbd_update_unwatch", symbols().rbd_update_unwatch(image_->get(), id_));
  }

 private:
  static void onUpdate(void* argument) noexcept {
    auto& watch = *static_cast<UpdateWatch*>(argument);
    if (watch.told_->exchange(true)) return;
    try {
      watch.sink_->push([told = watch.told_](Napi::Env env) -> Napi::Value {
        told->store(false);
        return Napi::Boolean::New(env, true);
      });
    } catch (...) {
      watch.told_->store(false);
    }
  }

  const std::shared_ptr<Image> image_;
  std::shared_ptr<Sink> sink_;
  std::shared_ptr<std::atomic<bool>> told_ = std::make_shared<std::atomic<bool>>(false);
  uint64_t id_ = 0;
  bool started_ = false;
};

}  // namespace

void bindWatch(Library& rbd) {
  rbd.blocking("updateWatch", [](Image& image, std::shared_ptr<Sink> sink) {
    auto watch = Handle::create<UpdateWatch>(image.shared<Image>(), std::move(sink));
    watch->start();
    return watch;
  });
}

}  // namespace cephvirt::rbd

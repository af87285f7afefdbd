#include "runtime/progress.h"

namespace cephvirt {

namespace {

const napi_type_tag& progressTag() {
  static const napi_type_tag tag = randomTag();
  return tag;
}

}  // namespace

class Progress::Notice : public Completion {
 public:
  explicit Notice(std::shared_ptr<Progress> progress) : progress_(std::move(progress)) {}

  void settle(Environment& environment) override {
    progress_->noticed_.exchange(false, std::memory_order_acq_rel);
    if (progress_->listener_.IsEmpty()) return;
    const Napi::Env env = environment.env();
    progress_->listener_.Call({Napi::Number::New(env, static_cast<double>(progress_->done_.load())),
                               Napi::Number::New(env, static_cast<double>(progress_->total_.load()))});
  }

 private:
  std::shared_ptr<Progress> progress_;
};

Napi::Value Progress::create(const Napi::CallbackInfo& info) {
  const Napi::Env env = info.Env();
  auto progress = std::make_shared<Progress>();
  if (info[0].IsFunction()) {
    progress->listener_ = Napi::Persistent(info[0].As<Napi::Function>());
    progress->queue_ = Environment::of(env).queue();
  }
  auto* held = new std::shared_ptr<Progress>(std::move(progress));
  auto external = Napi::External<std::shared_ptr<Progress>>::New(env, held, [](Napi::Env, auto* collected) {
    // The reference must go on the JS thread; whoever still reports finds nobody listening.
    (*collected)->listener_.Reset();
    delete collected;
  });
  external.TypeTag(&progressTag());
  return external;
}

std::shared_ptr<Progress> Progress::of(Napi::Env env, const Napi::Value& value) {
  if (value.IsUndefined()) return std::make_shared<Progress>();
  bool ours = false;
  if (value.IsExternal()) napi_check_object_type_tag(env, value, &progressTag(), &ours);
  if (!ours) throw ArgumentError(ArgumentError::Reason::type, "Expected a progress");
  return *value.As<Napi::External<std::shared_ptr<Progress>>>().Data();
}

void Progress::cancel(const Napi::CallbackInfo& info) {
  of(info.Env(), info[0])->cancelled_.store(true, std::memory_order_release);
}

int Progress::report(uint64_t done, uint64_t total) noexcept {
  done_.store(done, std::memory_order_relaxed);
  total_.store(total, std::memory_order_relaxed);
  if (queue_ && !noticed_.exchange(true, std::memory_order_acq_rel)) {
    queue_->post(std::make_unique<Notice>(shared_from_this()));
  }
  return cancelled() ? -ECANCELED : 0;
}

}  // namespace cephvirt

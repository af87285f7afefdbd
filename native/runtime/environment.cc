#include "runtime/environment.h"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <random>

#include "runtime/exit.h"

namespace cephvirt {

namespace {

// How long the end of an environment waits for its handles to close: enough for a healthy cluster to be told that a
// watcher is gone, short enough that a hung one does not hold up the exit.
constexpr auto kCloseAtEnd = std::chrono::seconds(2);

class DroppedHandle : public Completion {
 public:
  using Report = std::function<void()>;
  explicit DroppedHandle(Report report) : report_(std::move(report)) {}
  void settle(Environment&) override { report_(); }

 private:
  Report report_;
};

class RefusedOperation : public Completion {
 public:
  RefusedOperation(Slot slot, Failure failure) : slot_(slot), failure_(std::move(failure)) {}
  void settle(Environment& environment) override {
    environment.end(slot_);
    environment.board().fail(slot_, failure_);
  }

 private:
  const Slot slot_;
  const Failure failure_;
};

}  // namespace

napi_type_tag randomTag() {
  std::random_device random;
  const auto word = [&random] { return (static_cast<uint64_t>(random()) << 32) | random(); };
  return {word(), word()};
}

Environment& Environment::install(Napi::Env env) {
  auto* environment = new Environment(env);
  env.SetInstanceData<Environment>(environment);
  // After the queue's function was made: hooks run last in, first out, so the gate closes before Node frees it.
  napi_add_env_cleanup_hook(
      env, [](void* data) { static_cast<Environment*>(data)->onEnd(); }, environment);
  return *environment;
}

Environment::Environment(Napi::Env env) : env_(env), queue_(CompletionQueue::create(*this)) {
  holds_.emplace_back();  // id 0 names nothing
}

void Environment::onEnd() {
  queue_->close();
  struct Closing {
    std::mutex mutex;
    std::condition_variable changed;
    size_t remaining = 0;
  };
  const auto closing = std::make_shared<Closing>();
  closing->remaining = open_.size();
  std::vector<std::shared_ptr<Handle>> handles;
  for (OpenHandle* open : open_) {
    open->environment = nullptr;
    handles.push_back(open->handle);
  }
  open_.clear();
  for (const auto& handle : handles) handle->recall();
  for (const auto& handle : handles) {
    handle->close([closing](const std::optional<Failure>&) {
      const std::lock_guard lock(closing->mutex);
      --closing->remaining;
      closing->changed.notify_all();
    });
  }
  handles.clear();
  // A library still reads or writes memory of this environment: it must not be freed before.
  queue_->waitForPins();
  std::unique_lock lock(closing->mutex);
  std::chrono::steady_clock::duration limit = kCloseAtEnd;
  if (const auto until = leavingUntil()) limit = std::min(limit, *until - std::chrono::steady_clock::now());
  closing->changed.wait_until(lock, std::chrono::system_clock::now() + limit,
                              [&closing] { return closing->remaining == 0; });
  dropped_.Reset();
  board_.reset();
}

void Environment::refuse(Slot slot, Failure failure) {
  begin();
  queue_->post(std::make_unique<RefusedOperation>(slot, std::move(failure)));
}

HoldId Environment::hold(napi_deferred deferred, napi_value function, napi_value promise) {
  if (firstFree_ == 0) {
    firstFree_ = static_cast<HoldId>(holds_.size());
    holds_.emplace_back();
  }
  const HoldId id = firstFree_;
  Hold& hold = holds_[id];
  firstFree_ = std::exchange(hold.nextFree, 0);
  hold.deferred = deferred;
  if (promise != nullptr) napi_create_reference(env_, promise, 1, &hold.promise);
  if (function != nullptr) napi_create_reference(env_, function, 1, &hold.function);
  queue_->retain();
  return id;
}

void Environment::abandon(napi_value promise) {
  for (Hold& hold : holds_) {
    if (hold.promise == nullptr || hold.background) continue;
    napi_value held = nullptr;
    bool same = false;
    napi_get_reference_value(env_, hold.promise, &held);
    napi_strict_equals(env_, held, promise, &same);
    if (!same) continue;
    hold.background = true;
    queue_->release();
    return;
  }
}

HoldId Environment::holdFunctionInBackground(Napi::Function function) {
  const HoldId id = holdFunction(function);
  holds_[id].background = true;
  queue_->release();
  return id;
}

void Environment::resolve(HoldId id, napi_value value) {
  napi_resolve_deferred(env_, std::exchange(holds_[id].deferred, nullptr), value);
  free(id);
}

void Environment::reject(HoldId id, napi_value error) {
  napi_reject_deferred(env_, std::exchange(holds_[id].deferred, nullptr), error);
  free(id);
}

void Environment::free(HoldId id) {
  Hold& hold = holds_[id];
  if (hold.function != nullptr) napi_delete_reference(env_, std::exchange(hold.function, nullptr));
  if (hold.promise != nullptr) napi_delete_reference(env_, std::exchange(hold.promise, nullptr));
  hold.nextFree = std::exchange(firstFree_, id);
  if (!std::exchange(hold.background, false)) queue_->release();
}

Napi::Function Environment::function(HoldId id) {
  napi_value value = nullptr;
  napi_get_reference_value(env_, holds_[id].function, &value);
  return {env_, value};
}

Napi::Value Environment::wrap(const std::shared_ptr<Handle>& handle) {
  auto* open = new OpenHandle{this, handle};
  open_.insert(open);
  napi_value value = nullptr;
  const auto onFinalized = [](napi_env, void* data, void*) {
    const std::unique_ptr<OpenHandle> collected(static_cast<OpenHandle*>(data));
    if (collected->environment == nullptr) return;
    collected->environment->open_.erase(collected.get());
    if (collected->handle->isOpen() && collected->handle->mustBeClosed()) {
      collected->environment->reportDropped(*collected->handle);
    }
  };
  if (napi_create_external(env_, open, onFinalized, nullptr, &value) != napi_ok) {
    open_.erase(open);
    delete open;
    throw Napi::Error::New(env_);
  }
  return {env_, value};
}

std::shared_ptr<Handle> Environment::unwrap(const Napi::Value& value) {
  void* data = nullptr;
  if (value.IsExternal()) napi_get_value_external(env_, value, &data);
  // Ours are known by their address, which nothing else alive can have: quicker than a type tag, and this is asked for
  // each read and write.
  const auto open = open_.find(static_cast<OpenHandle*>(data));
  if (open == open_.end()) throw ArgumentError(ArgumentError::Reason::type, "Expected a handle");
  return (*open)->handle;
}

Napi::Value Environment::counters() const {
  const CompletionQueue::Counters counters = queue_->counters();
  auto object = Napi::Object::New(env_);
  const auto set = [&](const char* name, uint64_t count) {
    object.Set(name, Napi::Number::New(env_, static_cast<double>(count)));
  };
  set("operations", counters.settled);
  set("wakeUps", counters.wakeUps);
  set("nativeCalls", nativeCalls_);
  set("copiedBytes", copiedBytes_);
  const auto open =
      std::count_if(open_.begin(), open_.end(), [](const auto* entry) { return entry->handle->isOpen(); });
  set("openHandles", static_cast<uint64_t>(open));
  return object;
}

void Environment::reportDropped(const Handle& handle) {
  // A finalizer must not call JavaScript; the queue will.
  queue_->post(std::make_unique<DroppedHandle>([this, kind = std::string(handle.kind())] {
    if (!dropped_.IsEmpty()) dropped_.Call({Napi::String::New(env_, kind)});
  }));
}

}  // namespace cephvirt

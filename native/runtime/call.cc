#include "runtime/call.h"

namespace cephvirt {

namespace {

// Settles the promise of a closing.
class ClosingCall : public Completion {
 public:
  ClosingCall(HoldId hold, std::optional<Failure> failure) : hold_(hold), failure_(std::move(failure)) {}

  void settle(Environment& environment) override {
    if (failure_) {
      environment.reject(hold_, failure_->toJs(environment.env()).Value());
    } else {
      environment.resolve(hold_, environment.env().Undefined());
    }
  }

 private:
  const HoldId hold_;
  const std::optional<Failure> failure_;
};

struct Promise {
  explicit Promise(Napi::Env env) { napi_create_promise(env, &deferred, &value); }

  napi_deferred deferred = nullptr;
  napi_value value = nullptr;
};

}  // namespace

Napi::Value guarded(Napi::Env env, const std::function<Napi::Value()>& body) {
  try {
    return body();
  } catch (const Napi::Error&) {
    throw;
  } catch (const ArgumentError& error) {
    throw error.toJs(env);
  } catch (...) {
    throw currentFailure().toJs(env);
  }
}

Napi::Value BlockingCall::start(Environment& environment, std::unique_ptr<BlockingCall> call,
                                const std::shared_ptr<Executor>& executor, Executor::Lane lane) {
  const Napi::Env env = environment.env();
  const Promise promise(env);
  call->queue_ = environment.queue();
  const HoldId hold = call->hold_ = environment.hold(promise.deferred, nullptr, promise.value);
  try {
    // A task is copied where it is queued; the call is not.
    const auto shared = std::make_shared<std::unique_ptr<BlockingCall>>(std::move(call));
    executor->post([shared] { run(std::move(*shared)); }, lane);
  } catch (...) {
    environment.reject(hold, currentFailure().toJs(env).Value());
  }
  return {env, promise.value};
}

void BlockingCall::run(std::unique_ptr<BlockingCall> call) noexcept {
  try {
    call->call();
  } catch (...) {
    call->failure_.emplace(currentFailure());
  }
  // The handles are free from here on, whenever JavaScript gets to hear of it.
  call->letGo();
  const std::shared_ptr<CompletionQueue> queue = call->queue_;
  queue->post(std::move(call));
}

void BlockingCall::settle(Environment& environment) {
  if (failure_) {
    environment.reject(hold_, failure_->toJs(environment.env()).Value());
  } else {
    environment.settle(hold_, [&] { return result(environment.env()); });
  }
}

Napi::Value closing(Environment& environment, const std::shared_ptr<Handle>& handle) {
  const Napi::Env env = environment.env();
  const Promise promise(env);
  const HoldId hold = environment.hold(promise.deferred, nullptr, promise.value);
  handle->close([hold, queue = environment.queue()](const std::optional<Failure>& failure) {
    queue->post(std::make_unique<ClosingCall>(hold, failure));
  });
  return {env, promise.value};
}

void Library::bind(const char* name, std::unique_ptr<const Binding> binding) {
  const std::shared_ptr<const Binding> shared = std::move(binding);
  exports_.Set(name, Napi::Function::New(
                         env_,
                         [shared, threads = threads_](const Napi::CallbackInfo& info) {
                           return guarded(info.Env(), [&] {
                             Environment& environment = Environment::of(info.Env());
                             environment.called();
                             Reading reading(info, *threads);
                             return shared->call(environment, reading);
                           });
                         },
                         name));
}

}  // namespace cephvirt

#include <napi.h>

#include "libvirt/handles.h"
#include "rados/rados.h"
#include "rbd/rbd.h"
#include "runtime/call.h"
#include "runtime/environment.h"
#include "runtime/progress.h"

namespace cephvirt {

namespace {

// A promise that settles when a handle of any kind has been released.
Napi::Value closeHandle(const Napi::CallbackInfo& info) {
  return guarded(info.Env(), [&]() -> Napi::Value {
    Environment& environment = Environment::of(info.Env());
    const std::shared_ptr<Handle> handle = environment.unwrap(info[0], "argument 1");
    return closing(environment, handle);
  });
}

Napi::Object bindRuntime(Napi::Env env) {
  auto runtime = Napi::Object::New(env);
  runtime.Set("progress", Napi::Function::New<Progress::create>(env, "progress"));
  runtime.Set("cancel", Napi::Function::New<Progress::cancel>(env, "cancel"));
  runtime.Set("close", Napi::Function::New(env, closeHandle, "close"));
  runtime.Set("onDropped", Napi::Function::New(
                               env,
                               [](const Napi::CallbackInfo& info) {
                                 Environment::of(info.Env()).onDropped(info[0].As<Napi::Function>());
                               },
                               "onDropped"));
  runtime.Set(
      "counters",
      Napi::Function::New(
          env, [](const Napi::CallbackInfo& info) -> Napi::Value { return Environment::of(info.Env()).counters(); },
          "counters"));
  return runtime;
}

Napi::Object initialise(Napi::Env env, Napi::Object exports) {
  Environment::install(env);
  exports.Set("runtime", bindRuntime(env));
  exports.Set("rados", rados::bind(env));
  exports.Set("rbd", rbd::bind(env));
  exports.Set("libvirt", libvirt::bind(env));
  return exports;
}

}  // namespace

NODE_API_MODULE(cephvirt, initialise)

}  // namespace cephvirt

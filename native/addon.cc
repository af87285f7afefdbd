#include <napi.h>
#include <unistd.h>

#include "libvirt/handles.h"
#include "rados/rados.h"
#include "rbd/rbd.h"
#include "runtime/call.h"
#include "runtime/environment.h"
#include "runtime/exit.h"
#include "runtime/progress.h"

namespace cephvirt {

namespace {

// A promise that settles when a handle of any kind has been released.
Napi::Value closeHandle(const Napi::CallbackInfo& info) {
  Environment& environment = Environment::of(info.Env());
  return closing(environment, environment.unwrap(info[0]));
}

Napi::Object bindRuntime(Napi::Env env) {
  auto runtime = Napi::Object::New(env);
  const auto define = [&](const char* name, auto body) {
    runtime.Set(
        name,
        Napi::Function::New(
            env, [body](const Napi::CallbackInfo& info) { return guarded(info.Env(), [&] { return body(info); }); },
            name));
  };
  define("progress", Progress::create);
  define("cancel", [](const Napi::CallbackInfo& info) -> Napi::Value {
    Progress::cancel(info);
    return info.Env().Undefined();
  });
  define("leaving", [](const Napi::CallbackInfo& info) -> Napi::Value {
    leaving(Convert<int>::fromJs(info[0], "the status"));
    return info.Env().Undefined();
  });
  define("close", closeHandle);
  define("abandon", [](const Napi::CallbackInfo& info) -> Napi::Value {
    Environment& environment = Environment::of(info.Env());
    if (info[0].IsNumber()) {
      environment.abandon(Convert<Slot>::fromJs(info[0], "the slot"));
    } else {
      environment.abandon(info[0]);
    }
    return info.Env().Undefined();
  });
  define("retain", [](const Napi::CallbackInfo& info) -> Napi::Value {
    Environment::of(info.Env()).queue()->retain();
    return info.Env().Undefined();
  });
  define("release", [](const Napi::CallbackInfo& info) -> Napi::Value {
    Environment::of(info.Env()).queue()->release();
    return info.Env().Undefined();
  });
  define("board", [](const Napi::CallbackInfo& info) -> Napi::Value {
    Environment::of(info.Env()).board().connect(info[0].As<Napi::Object>());
    return info.Env().Undefined();
  });
  runtime.Set("pageSize", Napi::Number::New(env, static_cast<double>(sysconf(_SC_PAGESIZE))));
  define("address", [](const Napi::CallbackInfo& info) -> Napi::Value {
    const auto data = reinterpret_cast<uintptr_t>(PinnedBuffer::of(info[0], "the buffer").data());
    return Napi::Number::New(info.Env(), static_cast<double>(data));
  });
  define("onDropped", [](const Napi::CallbackInfo& info) -> Napi::Value {
    if (!info[0].IsFunction()) throw wrongType("The listener", "a function");
    Environment::of(info.Env()).onDropped(info[0].As<Napi::Function>());
    return info.Env().Undefined();
  });
  define("counters", [](const Napi::CallbackInfo& info) { return Environment::of(info.Env()).counters(); });
  return runtime;
}

// Bound when it is first asked for: binding looks up libvirt's functions, and who uses only Ceph does without libvirt.
Napi::Value bindLibvirt(const Napi::CallbackInfo& info) {
  const Napi::Object bound = libvirt::bind(info.Env());
  info.This().As<Napi::Object>().DefineProperty(Napi::PropertyDescriptor::Value("libvirt", bound, napi_enumerable));
  return bound;
}

Napi::Object initialise(Napi::Env env, Napi::Object exports) {
  Environment::install(env);
  exports.Set("runtime", bindRuntime(env));
  exports.Set("rados", rados::bind(env));
  exports.Set("rbd", rbd::bind(env));
  exports.DefineProperty(Napi::PropertyDescriptor::Accessor<bindLibvirt>(
      "libvirt", static_cast<napi_property_attributes>(napi_enumerable | napi_configurable)));
  return exports;
}

}  // namespace

NODE_API_MODULE(cephvirt, initialise)

}  // namespace cephvirt

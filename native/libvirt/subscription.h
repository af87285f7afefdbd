#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "libvirt/callbacks.h"
#include "libvirt/calls.h"
#include "libvirt/parameters.h"

namespace cephvirt::libvirt {

// One registration for events of one kind. Its events go to a sink, in order; what the JavaScript thread does not get
// round to receive is counted and reported with the next one.
class Subscription final : public Handle {
 public:
  using Values = std::function<Napi::Value(Napi::Env)>;

  Subscription(std::shared_ptr<Connection> connection, std::shared_ptr<Sink> sink, size_t limit)
      : Handle(connection), connection_(std::move(connection)), sink_(std::move(sink)), limit_(limit) {}

  // `enrol(connection, number)` registers with libvirt, `dismiss(connection, registration)` undoes that.
  template <class Enrol>
  static std::shared_ptr<Subscription> start(const std::shared_ptr<Connection>& connection, const BackgroundSink& sink,
                                             size_t limit, Enrol enrol,
                                             std::function<void(virConnectPtr, int)> dismiss) {
    auto subscription = Handle::create<Subscription>(connection, sink.sink, limit);
    const InUse<Subscription> starting(subscription);  // closing the connection waits for it
    subscription->number_ = Callbacks<Subscription>::instance().add(subscription);
    subscription->registration_ = enrol(connection->get(), subscription->number_);
    subscription->dismiss_ = std::move(dismiss);
    return subscription;
  }

  const char* kind() const noexcept override { return "subscription"; }
  const std::shared_ptr<Connection>& connection() const { return connection_; }

  // The loop's thread.
  void push(Values values) {
    const std::lock_guard lock(mutex_);
    if (!sink_) return;
    if (sink_->backlog() >= limit_) {
      ++lost_;
      return;
    }
    sink_->push([values = std::move(values), lost = std::exchange(lost_, 0)](Napi::Env env) -> Napi::Value {
      auto event = values(env).As<Napi::Object>();
      event.Set("lost", Napi::Number::New(env, lost));
      return event;
    });
  }

 protected:
  void release() override {
    Callbacks<Subscription>::instance().remove(number_);
    {
      const std::lock_guard lock(mutex_);
      sink_.reset();
    }
    if (dismiss_) dismiss_(connection_->get(), registration_);
  }

 private:
  const std::shared_ptr<Connection> connection_;
  std::mutex mutex_;
  std::shared_ptr<Sink> sink_;
  const size_t limit_;
  uint32_t lost_ = 0;
  void* number_ = nullptr;
  int registration_ = -1;
  std::function<void(virConnectPtr, int)> dismiss_;
};

// Who is at one end of a graphics connection, and who the user is said to be.
struct GraphicsAddress {
  int family;
  std::optional<std::string> node, service;

  static constexpr auto fields() {
    using A = GraphicsAddress;
    return fieldsOf(field("family", &A::family), field("node", &A::node), field("service", &A::service));
  }
};

struct GraphicsIdentity {
  std::optional<std::string> type, name;

  static constexpr auto fields() {
    return fieldsOf(field("type", &GraphicsIdentity::type), field("name", &GraphicsIdentity::name));
  }
};

// What a callback is given is libvirt's: this is how it is kept until the JavaScript thread receives it.
template <class A>
requires std::is_arithmetic_v<A> A kept(A number) { return number; }
inline std::optional<std::string> kept(const char* text) {
  return text != nullptr ? std::optional<std::string>(text) : std::nullopt;
}
inline std::optional<GraphicsAddress> kept(const virDomainEventGraphicsAddress* address) {
  if (address == nullptr) return std::nullopt;
  return GraphicsAddress{address->family, kept(address->node), kept(address->service)};
}
inline std::vector<GraphicsIdentity> kept(const virDomainEventGraphicsSubject* subject) {
  std::vector<GraphicsIdentity> identities;
  for (int index = 0; subject != nullptr && index < subject->nidentity; ++index) {
    const auto& identity = subject->identities[index];
    identities.push_back({kept(identity.type), kept(identity.name)});
  }
  return identities;
}

template <class... A>
auto keptAll(A... values) {
  return std::make_tuple(kept(values)...);
}
inline auto keptAll(virTypedParameterPtr rows, int count) {
  return std::make_tuple(Parameters::copied(rows, static_cast<size_t>(count)));
}

// A reference of our own to what an event is about.
inline int hold(virDomainPtr domain) { return call(symbols().virDomainRef, domain); }
inline int hold(virNetworkPtr network) { return call(symbols().virNetworkRef, network); }
inline int hold(virNodeDevicePtr device) { return call(symbols().virNodeDeviceRef, device); }
inline int hold(virSecretPtr secret) { return call(symbols().virSecretRef, secret); }
inline int hold(virStoragePoolPtr pool) { return call(symbols().virStoragePoolRef, pool); }

// Any event: `{ source: record, values: […] }`. What the values mean is said in TypeScript.
template <class Pointer, class... A>
void relay(Pointer source, void* number, A... given) {
  const auto subscription = Callbacks<Subscription>::instance().find(number);
  if (!subscription) return;
  hold(source);
  const auto about = record(subscription->connection(), source);
  auto values = std::make_shared<decltype(keptAll(given...))>(keptAll(given...));
  subscription->push([about, values](Napi::Env env) -> Napi::Value {
    auto event = Napi::Object::New(env);
    event.Set("source", Convert<std::remove_cvref_t<decltype(about)>>::toJs(env, about));
    auto list = Napi::Array::New(env);
    const auto add = [&]<class T>(const T& value) { list.Set(list.Length(), Convert<T>::toJs(env, value)); };
    std::apply([&](const auto&... value) { (add(value), ...); }, *values);
    event.Set("values", list);
    return event;
  });
}

// The callback of a type that libvirt declares: what an event carries is said by that type alone.
template <class Callback>
struct Relay;

template <class R, class Pointer, class... A>
struct Relay<R (*)(virConnectPtr, Pointer, A...)> {
  static R callback(virConnectPtr, Pointer source, A... given) noexcept {
    const auto all = std::make_tuple(given...);
    const auto withNumber = [&]<size_t... I>(std::index_sequence<I...>) {
      relay(source, std::get<sizeof...(I)>(all), std::get<I>(all)...);
    };
    try {
      withNumber(std::make_index_sequence<sizeof...(A) - 1>{});
    } catch (...) {
      // The connection is closing: nobody waits for its events any more.
    }
    if constexpr (!std::is_void_v<R>) return 0;
  }
};

}  // namespace cephvirt::libvirt

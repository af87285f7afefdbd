#include "libvirt/callbacks.h"
#include "libvirt/calls.h"

namespace cephvirt::libvirt {

namespace {

// One registration for events of one kind. Its events go to a sink, in order; what the JavaScript thread does not get
// round to receive is counted and reported with the next one.
class Subscription final : public Handle {
 public:
  using Values = std::function<Napi::Value(Napi::Env)>;

  Subscription(std::shared_ptr<Connection> connection, std::shared_ptr<Sink> sink, size_t limit)
      : Handle(connection), connection_(std::move(connection)), sink_(std::move(sink)), limit_(limit) {}

  const char* kind() const noexcept override { return "subscription"; }
  const std::shared_ptr<Connection>& connection() const { return connection_; }

  // `enrol(connection, number)` registers with libvirt, `dismiss(connection, registration)` undoes that.
  template <class Enrol>
  void start(Enrol enrol, std::function<void(virConnectPtr, int)> dismiss) {
    number_ = Callbacks<Subscription>::instance().add(shared<Subscription>());
    registration_ = enrol(connection_->get(), number_);
    dismiss_ = std::move(dismiss);
  }

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

// A value of an event, as it is kept until the JavaScript thread receives it.
template <class A>
struct Kept {
  using Type = A;
  static Type of(A value) { return value; }
};
template <>
struct Kept<const char*> {
  using Type = std::optional<std::string>;
  static Type of(const char* text) { return text != nullptr ? Type(text) : std::nullopt; }
};

// What a callback gets is libvirt's; we keep a reference of our own.
virDomainPtr reference(virDomainPtr domain) {
  call(symbols().virDomainRef, domain);
  return domain;
}
virStoragePoolPtr reference(virStoragePoolPtr pool) {
  call(symbols().virStoragePoolRef, pool);
  return pool;
}

// Any event: `{ source: record, values: [event, detail] }`. What the values mean is said in TypeScript.
template <class Pointer, class... A>
void relay(Pointer source, void* number, A... values) noexcept {
  try {
    const auto subscription = Callbacks<Subscription>::instance().find(number);
    if (!subscription) return;
    subscription->push([source = record(subscription->connection(), reference(source)),
                        values = std::make_tuple(Kept<A>::of(values)...)](Napi::Env env) -> Napi::Value {
      auto event = Napi::Object::New(env);
      event.Set("source", Convert<std::remove_cvref_t<decltype(source)>>::toJs(env, source));
      auto list = Napi::Array::New(env);
      const auto add = [&]<class T>(const T& value) { list.Set(list.Length(), Convert<T>::toJs(env, value)); };
      std::apply([&](const auto&... value) { (add(value), ...); }, values);
      event.Set("values", list);
      return event;
    });
  } catch (...) {
    // The connection is closing: nobody waits for its events any more.
  }
}

template <class... A>
struct OfDomain {
  static void callback(virConnectPtr, virDomainPtr domain, A... values, void* number) noexcept {
    relay(domain, number, values...);
  }
  static virConnectDomainEventGenericCallback generic() { return VIR_DOMAIN_EVENT_CALLBACK(callback); }
};

template <class... A>
struct OfStoragePool {
  static void callback(virConnectPtr, virStoragePoolPtr pool, A... values, void* number) noexcept {
    relay(pool, number, values...);
  }
  static virConnectStoragePoolEventGenericCallback generic() { return VIR_STORAGE_POOL_EVENT_CALLBACK(callback); }
};

// The events, by number: what each carries beside the domain or the pool.
virConnectDomainEventGenericCallback domainCallback(int event) {
  switch (event) {
    case VIR_DOMAIN_EVENT_ID_LIFECYCLE:
      return OfDomain<int, int>::generic();
    case VIR_DOMAIN_EVENT_ID_REBOOT:
      return OfDomain<>::generic();
    case VIR_DOMAIN_EVENT_ID_WATCHDOG:
      return OfDomain<int>::generic();
    case VIR_DOMAIN_EVENT_ID_IO_ERROR_REASON:
      return OfDomain<const char*, const char*, int, const char*>::generic();
    default:
      throw ArgumentError(ArgumentError::Reason::range, "There is no such domain event");
  }
}

virConnectStoragePoolEventGenericCallback storagePoolCallback(int event) {
  switch (event) {
    case VIR_STORAGE_POOL_EVENT_ID_LIFECYCLE:
      return OfStoragePool<int, int>::generic();
    case VIR_STORAGE_POOL_EVENT_ID_REFRESH:
      return OfStoragePool<>::generic();
    default:
      throw ArgumentError(ArgumentError::Reason::range, "There is no such storage pool event");
  }
}

std::shared_ptr<Subscription> domainEvents(const std::shared_ptr<Connection>& connection, virDomainPtr only, int event,
                                           std::shared_ptr<Sink> sink, size_t limit) {
  auto subscription = Handle::create<Subscription>(connection, std::move(sink), limit);
  const InUse<Subscription> starting(subscription);  // closing the connection waits for it
  subscription->start(
      [&](virConnectPtr connected, void* number) {
        return call(symbols().virConnectDomainEventRegisterAny, connected, only, event, domainCallback(event), number,
                    nullptr);
      },
      [](virConnectPtr connected, int registration) {
        symbols().virConnectDomainEventDeregisterAny(connected, registration);
      });
  return subscription;
}

std::shared_ptr<Subscription> storagePoolEvents(const std::shared_ptr<Connection>& connection, virStoragePoolPtr only,
                                                int event, std::shared_ptr<Sink> sink, size_t limit) {
  auto subscription = Handle::create<Subscription>(connection, std::move(sink), limit);
  const InUse<Subscription> starting(subscription);  // closing the connection waits for it
  subscription->start(
      [&](virConnectPtr connected, void* number) {
        return call(symbols().virConnectStoragePoolEventRegisterAny, connected, only, event, storagePoolCallback(event),
                    number, nullptr);
      },
      [](virConnectPtr connected, int registration) {
        symbols().virConnectStoragePoolEventDeregisterAny(connected, registration);
      });
  return subscription;
}

}  // namespace

void bindEvents(Library& libvirt) {
  using Sink = std::shared_ptr<cephvirt::Sink>;
  libvirt.blocking("domainEvents", [](Connection& connection, int32_t event, Sink sink, uint32_t limit) {
    return domainEvents(connection.shared<Connection>(), nullptr, event, std::move(sink), limit);
  });
  libvirt.blocking("domainEventsOf", [](Domain& domain, int32_t event, Sink sink, uint32_t limit) {
    return domainEvents(domain.connection(), domain.get(), event, std::move(sink), limit);
  });
  libvirt.blocking("storagePoolEvents", [](Connection& connection, int32_t event, Sink sink, uint32_t limit) {
    return storagePoolEvents(connection.shared<Connection>(), nullptr, event, std::move(sink), limit);
  });
  libvirt.blocking("storagePoolEventsOf", [](StoragePool& pool, int32_t event, Sink sink, uint32_t limit) {
    return storagePoolEvents(pool.connection(), pool.get(), event, std::move(sink), limit);
  });
}

}  // namespace cephvirt::libvirt

#include <algorithm>
#include <span>

#include "libvirt/subscription.h"

namespace cephvirt::libvirt {

// Callbacks that the oldest header we are built with does not declare yet.
namespace newer {
using NICMACChange = void (*)(virConnectPtr, virDomainPtr, const char* alias, const char* before, const char* after,
                              void*);
using VcpuRemoved = void (*)(virConnectPtr, virDomainPtr, unsigned vcpu, void*);
using ChannelLifecycle = void (*)(virConnectPtr, virDomainPtr, const char* channel, int state, int reason, void*);
using NetworkMetadataChange = void (*)(virConnectPtr, virNetworkPtr, int type, const char* nsuri, void*);
}  // namespace newer

namespace {

// An event of a family, by its number there, and the callback that takes it, as the family's registration wants it.
template <class Pointer>
struct Event {
  using Generic = void (*)(virConnectPtr, Pointer, void*);

  int id;
  Generic callback;
};

template <class Pointer, class R, class... A>
Event<Pointer> eventOf(int id, R (*callback)(virConnectPtr, Pointer, A...)) {
  // By way of a type that says nothing, since the compiler warns of what libvirt means to be done.
  return {id, reinterpret_cast<typename Event<Pointer>::Generic>(reinterpret_cast<void (*)()>(callback))};
}

// `Callback` is libvirt's type of that event's callback.
template <class Callback>
auto on(int id) {
  return eventOf(id, &Relay<Callback>::callback);
}

// A further event of libvirt's is one line here, and one in src/libvirt/event-kinds.ts.
const Event<virDomainPtr> kDomainEvents[] = {
    on<virConnectDomainEventCallback>(VIR_DOMAIN_EVENT_ID_LIFECYCLE),
    on<virConnectDomainEventGenericCallback>(VIR_DOMAIN_EVENT_ID_REBOOT),
    on<virConnectDomainEventRTCChangeCallback>(VIR_DOMAIN_EVENT_ID_RTC_CHANGE),
    on<virConnectDomainEventWatchdogCallback>(VIR_DOMAIN_EVENT_ID_WATCHDOG),
    on<virConnectDomainEventIOErrorCallback>(VIR_DOMAIN_EVENT_ID_IO_ERROR),
    on<virConnectDomainEventGraphicsCallback>(VIR_DOMAIN_EVENT_ID_GRAPHICS),
    on<virConnectDomainEventIOErrorReasonCallback>(VIR_DOMAIN_EVENT_ID_IO_ERROR_REASON),
    on<virConnectDomainEventGenericCallback>(VIR_DOMAIN_EVENT_ID_CONTROL_ERROR),
    on<virConnectDomainEventBlockJobCallback>(VIR_DOMAIN_EVENT_ID_BLOCK_JOB),
    on<virConnectDomainEventDiskChangeCallback>(VIR_DOMAIN_EVENT_ID_DISK_CHANGE),
    on<virConnectDomainEventTrayChangeCallback>(VIR_DOMAIN_EVENT_ID_TRAY_CHANGE),
    on<virConnectDomainEventPMWakeupCallback>(VIR_DOMAIN_EVENT_ID_PMWAKEUP),
    on<virConnectDomainEventPMSuspendCallback>(VIR_DOMAIN_EVENT_ID_PMSUSPEND),
    on<virConnectDomainEventBalloonChangeCallback>(VIR_DOMAIN_EVENT_ID_BALLOON_CHANGE),
    on<virConnectDomainEventPMSuspendDiskCallback>(VIR_DOMAIN_EVENT_ID_PMSUSPEND_DISK),
    on<virConnectDomainEventDeviceRemovedCallback>(VIR_DOMAIN_EVENT_ID_DEVICE_REMOVED),
    on<virConnectDomainEventBlockJobCallback>(VIR_DOMAIN_EVENT_ID_BLOCK_JOB_2),
    on<virConnectDomainEventTunableCallback>(VIR_DOMAIN_EVENT_ID_TUNABLE),
    on<virConnectDomainEventAgentLifecycleCallback>(VIR_DOMAIN_EVENT_ID_AGENT_LIFECYCLE),
    on<virConnectDomainEventDeviceAddedCallback>(VIR_DOMAIN_EVENT_ID_DEVICE_ADDED),
    on<virConnectDomainEventMigrationIterationCallback>(VIR_DOMAIN_EVENT_ID_MIGRATION_ITERATION),
    on<virConnectDomainEventJobCompletedCallback>(VIR_DOMAIN_EVENT_ID_JOB_COMPLETED),
    on<virConnectDomainEventDeviceRemovalFailedCallback>(VIR_DOMAIN_EVENT_ID_DEVICE_REMOVAL_FAILED),
    on<virConnectDomainEventMetadataChangeCallback>(VIR_DOMAIN_EVENT_ID_METADATA_CHANGE),
    on<virConnectDomainEventBlockThresholdCallback>(VIR_DOMAIN_EVENT_ID_BLOCK_THRESHOLD),
    on<virConnectDomainEventMemoryFailureCallback>(VIR_DOMAIN_EVENT_ID_MEMORY_FAILURE),
    on<virConnectDomainEventMemoryDeviceSizeChangeCallback>(VIR_DOMAIN_EVENT_ID_MEMORY_DEVICE_SIZE_CHANGE),
    on<newer::NICMACChange>(27),
    on<newer::VcpuRemoved>(28),
    on<newer::ChannelLifecycle>(29),
};

const Event<virNetworkPtr> kNetworkEvents[] = {
    on<virConnectNetworkEventLifecycleCallback>(VIR_NETWORK_EVENT_ID_LIFECYCLE),
    on<newer::NetworkMetadataChange>(1),
};

const Event<virNodeDevicePtr> kNodeDeviceEvents[] = {
    on<virConnectNodeDeviceEventLifecycleCallback>(VIR_NODE_DEVICE_EVENT_ID_LIFECYCLE),
    on<virConnectNodeDeviceEventGenericCallback>(VIR_NODE_DEVICE_EVENT_ID_UPDATE),
};

const Event<virSecretPtr> kSecretEvents[] = {
    on<virConnectSecretEventLifecycleCallback>(VIR_SECRET_EVENT_ID_LIFECYCLE),
    on<virConnectSecretEventGenericCallback>(VIR_SECRET_EVENT_ID_VALUE_CHANGED),
};

const Event<virStoragePoolPtr> kStoragePoolEvents[] = {
    on<virConnectStoragePoolEventLifecycleCallback>(VIR_STORAGE_POOL_EVENT_ID_LIFECYCLE),
    on<virConnectStoragePoolEventGenericCallback>(VIR_STORAGE_POOL_EVENT_ID_REFRESH),
};

// The two calls of a family: `all` subscribes to the events of a connection, `one` to those of one object. The symbols
// are members of the table, since libvirt is not loaded before its first call.
template <class Traits, auto enrol, auto dismiss>
void bindFamily(Library& libvirt, const char* all, const char* one,
                std::span<const Event<typename Traits::Pointer>> events) {
  using Pointer = typename Traits::Pointer;
  const auto subscribe = [events](const std::shared_ptr<Connection>& connection, Pointer only, int32_t id,
                                  const BackgroundSink& sink, uint32_t limit) {
    const auto event = std::find_if(events.begin(), events.end(), [id](const auto& row) { return row.id == id; });
    if (event == events.end()) throw ArgumentError(ArgumentError::Reason::range, "There is no such event");
    return Subscription::start(
        connection, sink, limit,
        [&](virConnectPtr connected, void* number) {
          return call(symbols().*enrol, connected, only, id, event->callback, number, nullptr);
        },
        [](virConnectPtr connected, int registration) { (symbols().*dismiss)(connected, registration); });
  };
  libvirt.blocking(all, [subscribe](Connection& connection, int32_t id, const BackgroundSink& sink, uint32_t limit) {
    return subscribe(connection.shared<Connection>(), nullptr, id, sink, limit);
  });
  libvirt.blocking(one, [subscribe](Object<Traits>& object, int32_t id, const BackgroundSink& sink, uint32_t limit) {
    return subscribe(object.connection(), object.get(), id, sink, limit);
  });
}

}  // namespace

void bindEvents(Library& libvirt) {
  using S = Symbols;
  bindFamily<DomainTraits, &S::virConnectDomainEventRegisterAny, &S::virConnectDomainEventDeregisterAny>(
      libvirt, "domainEvents", "domainEventsOf", kDomainEvents);
  bindFamily<NetworkTraits, &S::virConnectNetworkEventRegisterAny, &S::virConnectNetworkEventDeregisterAny>(
      libvirt, "networkEvents", "networkEventsOf", kNetworkEvents);
  bindFamily<NodeDeviceTraits, &S::virConnectNodeDeviceEventRegisterAny, &S::virConnectNodeDeviceEventDeregisterAny>(
      libvirt, "nodeDeviceEvents", "nodeDeviceEventsOf", kNodeDeviceEvents);
  bindFamily<SecretTraits, &S::virConnectSecretEventRegisterAny, &S::virConnectSecretEventDeregisterAny>(
      libvirt, "secretEvents", "secretEventsOf", kSecretEvents);
  bindFamily<StoragePoolTraits, &S::virConnectStoragePoolEventRegisterAny, &S::virConnectStoragePoolEventDeregisterAny>(
      libvirt, "storagePoolEvents", "storagePoolEventsOf", kStoragePoolEvents);
}

}  // namespace cephvirt::libvirt

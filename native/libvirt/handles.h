#pragma once

#include <napi.h>

#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "libvirt/symbols.h"
#include "runtime/convert.h"
#include "runtime/handle.h"
#include "runtime/sink.h"

namespace cephvirt::libvirt {

// A connection to a hypervisor. Tells its sink once if the other side is lost.
class Connection final : public Handle {
 public:
  Connection(std::shared_ptr<Executor> executor, virConnectPtr connection)
      : Handle(std::move(executor)), connection_(connection) {}

  const char* kind() const noexcept override { return "connection"; }
  bool mustBeClosed() const noexcept override { return true; }
  virConnectPtr get() const {
    used();
    return connection_;
  }

  void watch(std::shared_ptr<Sink> lost);
  void onLost(int reason) noexcept;

  // This thread is about to make a call on it.
  void used() const noexcept;
  // A call of this thread failed in a way that may mean that its connection is lost: whether it is. JavaScript then
  // hears of it before it hears of the failure; the reason follows.
  static bool foundLost() noexcept;
  static constexpr int kSuspected = -1;

 protected:
  void release() override;

 private:
  virConnectPtr connection_;
  std::mutex mutex_;
  std::shared_ptr<Sink> lost_;
  void* callback_ = nullptr;
};

// A reference to something that a connection manages. It holds nothing on the other side, so it may simply be dropped.
template <class Traits>
class Object final : public Handle {
 public:
  using Pointer = typename Traits::Pointer;

  Object(std::shared_ptr<Connection> connection, Pointer pointer)
      : Handle(connection), connection_(std::move(connection)), pointer_(pointer) {}

  const char* kind() const noexcept override { return Traits::kind; }
  Pointer get() const {
    connection_->used();
    return pointer_;
  }
  const std::shared_ptr<Connection>& connection() const { return connection_; }

 protected:
  void release() override { Traits::free(pointer_); }

 private:
  const std::shared_ptr<Connection> connection_;
  const Pointer pointer_;
};

struct DomainTraits {
  using Pointer = virDomainPtr;
  static constexpr const char* kind = "domain";
  static void free(Pointer domain) { symbols().virDomainFree(domain); }
};
using Domain = Object<DomainTraits>;

struct SecretTraits {
  using Pointer = virSecretPtr;
  static constexpr const char* kind = "secret";
  static void free(Pointer secret) { symbols().virSecretFree(secret); }
};
using Secret = Object<SecretTraits>;

struct StoragePoolTraits {
  using Pointer = virStoragePoolPtr;
  static constexpr const char* kind = "storage pool";
  static void free(Pointer pool) { symbols().virStoragePoolFree(pool); }
};
using StoragePool = Object<StoragePoolTraits>;

struct StorageVolumeTraits {
  using Pointer = virStorageVolPtr;
  static constexpr const char* kind = "storage volume";
  static void free(Pointer volume) { symbols().virStorageVolFree(volume); }
};
using StorageVolume = Object<StorageVolumeTraits>;

struct NetworkTraits {
  using Pointer = virNetworkPtr;
  static constexpr const char* kind = "network";
  static void free(Pointer network) { symbols().virNetworkFree(network); }
};
using Network = Object<NetworkTraits>;

struct NetworkPortTraits {
  using Pointer = virNetworkPortPtr;
  static constexpr const char* kind = "network port";
  static void free(Pointer networkPort) { symbols().virNetworkPortFree(networkPort); }
};
using NetworkPort = Object<NetworkPortTraits>;

struct InterfaceTraits {
  using Pointer = virInterfacePtr;
  static constexpr const char* kind = "interface";
  static void free(Pointer interface) { symbols().virInterfaceFree(interface); }
};
using Interface = Object<InterfaceTraits>;

struct NodeDeviceTraits {
  using Pointer = virNodeDevicePtr;
  static constexpr const char* kind = "node device";
  static void free(Pointer nodeDevice) { symbols().virNodeDeviceFree(nodeDevice); }
};
using NodeDevice = Object<NodeDeviceTraits>;

struct NwFilterTraits {
  using Pointer = virNWFilterPtr;
  static constexpr const char* kind = "network filter";
  static void free(Pointer nwFilter) { symbols().virNWFilterFree(nwFilter); }
};
using NwFilter = Object<NwFilterTraits>;

struct NwFilterBindingTraits {
  using Pointer = virNWFilterBindingPtr;
  static constexpr const char* kind = "network filter binding";
  static void free(Pointer nwFilterBinding) { symbols().virNWFilterBindingFree(nwFilterBinding); }
};
using NwFilterBinding = Object<NwFilterBindingTraits>;

struct DomainSnapshotTraits {
  using Pointer = virDomainSnapshotPtr;
  static constexpr const char* kind = "domain snapshot";
  static void free(Pointer domainSnapshot) { symbols().virDomainSnapshotFree(domainSnapshot); }
};
using DomainSnapshot = Object<DomainSnapshotTraits>;

struct DomainCheckpointTraits {
  using Pointer = virDomainCheckpointPtr;
  static constexpr const char* kind = "domain checkpoint";
  static void free(Pointer domainCheckpoint) { symbols().virDomainCheckpointFree(domainCheckpoint); }
};
using DomainCheckpoint = Object<DomainCheckpointTraits>;

// The kind of object that a pointer of libvirt's is to.
template <class Pointer>
struct ObjectOf {};
template <>
struct ObjectOf<DomainTraits::Pointer> {
  using Traits = DomainTraits;
  using Type = Domain;
};
template <>
struct ObjectOf<DomainCheckpointTraits::Pointer> {
  using Traits = DomainCheckpointTraits;
  using Type = DomainCheckpoint;
};
template <>
struct ObjectOf<DomainSnapshotTraits::Pointer> {
  using Traits = DomainSnapshotTraits;
  using Type = DomainSnapshot;
};
template <>
struct ObjectOf<InterfaceTraits::Pointer> {
  using Traits = InterfaceTraits;
  using Type = Interface;
};
template <>
struct ObjectOf<NetworkTraits::Pointer> {
  using Traits = NetworkTraits;
  using Type = Network;
};
template <>
struct ObjectOf<NetworkPortTraits::Pointer> {
  using Traits = NetworkPortTraits;
  using Type = NetworkPort;
};
template <>
struct ObjectOf<NodeDeviceTraits::Pointer> {
  using Traits = NodeDeviceTraits;
  using Type = NodeDevice;
};
template <>
struct ObjectOf<NwFilterTraits::Pointer> {
  using Traits = NwFilterTraits;
  using Type = NwFilter;
};
template <>
struct ObjectOf<NwFilterBindingTraits::Pointer> {
  using Traits = NwFilterBindingTraits;
  using Type = NwFilterBinding;
};
template <>
struct ObjectOf<SecretTraits::Pointer> {
  using Traits = SecretTraits;
  using Type = Secret;
};
template <>
struct ObjectOf<StoragePoolTraits::Pointer> {
  using Traits = StoragePoolTraits;
  using Type = StoragePool;
};
template <>
struct ObjectOf<StorageVolumeTraits::Pointer> {
  using Traits = StorageVolumeTraits;
  using Type = StorageVolume;
};

// Objects as JavaScript gets them: with what names them, which libvirt keeps beside the reference.
template <class T>
struct Named {
  std::shared_ptr<T> handle;
  std::string name, uuid;

  static constexpr auto fields() {
    return fieldsOf(field("handle", &Named::handle), field("name", &Named::name), field("uuid", &Named::uuid));
  }
};

struct SecretRecord {
  std::shared_ptr<Secret> handle;
  std::string uuid;
  int usageType;
  std::string usageId;

  static constexpr auto fields() {
    using R = SecretRecord;
    return fieldsOf(field("handle", &R::handle), field("uuid", &R::uuid), field("usageType", &R::usageType),
                    field("usageId", &R::usageId));
  }
};

struct StorageVolumeRecord {
  std::shared_ptr<StorageVolume> handle;
  std::string name, key;

  static constexpr auto fields() {
    using R = StorageVolumeRecord;
    return fieldsOf(field("handle", &R::handle), field("name", &R::name), field("key", &R::key));
  }
};

// Objects that libvirt knows by a name, and those it knows by two words.
template <class T>
struct OnlyNamed {
  std::shared_ptr<T> handle;
  std::string name;

  static constexpr auto fields() {
    return fieldsOf(field("handle", &OnlyNamed::handle), field("name", &OnlyNamed::name));
  }
};

struct InterfaceRecord {
  std::shared_ptr<Interface> handle;
  std::string name, mac;

  static constexpr auto fields() {
    using R = InterfaceRecord;
    return fieldsOf(field("handle", &R::handle), field("name", &R::name), field("mac", &R::mac));
  }
};

struct NetworkPortRecord {
  std::shared_ptr<NetworkPort> handle;
  std::string uuid;

  static constexpr auto fields() {
    using R = NetworkPortRecord;
    return fieldsOf(field("handle", &R::handle), field("uuid", &R::uuid));
  }
};

struct NwFilterBindingRecord {
  std::shared_ptr<NwFilterBinding> handle;
  std::string portDev, filterName;

  static constexpr auto fields() {
    using R = NwFilterBindingRecord;
    return fieldsOf(field("handle", &R::handle), field("portDev", &R::portDev), field("filterName", &R::filterName));
  }
};

// These take over the reference, also when they throw.
Named<Domain> record(const std::shared_ptr<Connection>& connection, virDomainPtr domain);
SecretRecord record(const std::shared_ptr<Connection>& connection, virSecretPtr secret);
Named<StoragePool> record(const std::shared_ptr<Connection>& connection, virStoragePoolPtr pool);
StorageVolumeRecord record(const std::shared_ptr<Connection>& connection, virStorageVolPtr volume);
Named<Network> record(const std::shared_ptr<Connection>& connection, virNetworkPtr network);
NetworkPortRecord record(const std::shared_ptr<Connection>& connection, virNetworkPortPtr port);
InterfaceRecord record(const std::shared_ptr<Connection>& connection, virInterfacePtr interface);
OnlyNamed<NodeDevice> record(const std::shared_ptr<Connection>& connection, virNodeDevicePtr device);
Named<NwFilter> record(const std::shared_ptr<Connection>& connection, virNWFilterPtr filter);
NwFilterBindingRecord record(const std::shared_ptr<Connection>& connection, virNWFilterBindingPtr binding);
OnlyNamed<DomainSnapshot> record(const std::shared_ptr<Connection>& connection, virDomainSnapshotPtr snapshot);
OnlyNamed<DomainCheckpoint> record(const std::shared_ptr<Connection>& connection, virDomainCheckpointPtr checkpoint);

Napi::Object bind(Napi::Env env);

}  // namespace cephvirt::libvirt

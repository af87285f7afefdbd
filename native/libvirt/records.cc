#include "libvirt/calls.h"

namespace cephvirt::libvirt {

namespace {

// An object that libvirt knows by name and UUID.
template <class T, class Pointer>
Named<T> named(const std::shared_ptr<Connection>& connection, Pointer pointer,
               const Symbol<int(Pointer, char*)>& uuidOf, const Symbol<const char*(Pointer)>& nameOf) {
  auto handle = Handle::create<T>(connection, pointer);
  char uuid[VIR_UUID_STRING_BUFLEN];
  call(uuidOf, pointer, uuid);
  return {std::move(handle), call(nameOf, pointer), uuid};
}

}  // namespace

Named<Domain> record(const std::shared_ptr<Connection>& connection, virDomainPtr domain) {
  return named<Domain>(connection, domain, symbols().virDomainGetUUIDString, symbols().virDomainGetName);
}

Named<StoragePool> record(const std::shared_ptr<Connection>& connection, virStoragePoolPtr pool) {
  return named<StoragePool>(connection, pool, symbols().virStoragePoolGetUUIDString, symbols().virStoragePoolGetName);
}

Named<Network> record(const std::shared_ptr<Connection>& connection, virNetworkPtr network) {
  return named<Network>(connection, network, symbols().virNetworkGetUUIDString, symbols().virNetworkGetName);
}

Named<NwFilter> record(const std::shared_ptr<Connection>& connection, virNWFilterPtr filter) {
  return named<NwFilter>(connection, filter, symbols().virNWFilterGetUUIDString, symbols().virNWFilterGetName);
}

OnlyNamed<NodeDevice> record(const std::shared_ptr<Connection>& connection, virNodeDevicePtr device) {
  auto handle = Handle::create<NodeDevice>(connection, device);
  return {std::move(handle), call(symbols().virNodeDeviceGetName, device)};
}

OnlyNamed<DomainSnapshot> record(const std::shared_ptr<Connection>& connection, virDomainSnapshotPtr snapshot) {
  auto handle = Handle::create<DomainSnapshot>(connection, snapshot);
  return {std::move(handle), call(symbols().virDomainSnapshotGetName, snapshot)};
}

OnlyNamed<DomainCheckpoint> record(const std::shared_ptr<Connection>& connection, virDomainCheckpointPtr checkpoint) {
  auto handle = Handle::create<DomainCheckpoint>(connection, checkpoint);
  return {std::move(handle), call(symbols().virDomainCheckpointGetName, checkpoint)};
}

InterfaceRecord record(const std::shared_ptr<Connection>& connection, virInterfacePtr interface) {
  auto handle = Handle::create<Interface>(connection, interface);
  const char* mac = symbols().virInterfaceGetMACString(interface);  // none for a bridge, say
  return {std::move(handle), call(symbols().virInterfaceGetName, interface), mac != nullptr ? mac : ""};
}

NetworkPortRecord record(const std::shared_ptr<Connection>& connection, virNetworkPortPtr port) {
  auto handle = Handle::create<NetworkPort>(connection, port);
  char uuid[VIR_UUID_STRING_BUFLEN];
  call(symbols().virNetworkPortGetUUIDString, port, uuid);
  return {std::move(handle), uuid};
}

NwFilterBindingRecord record(const std::shared_ptr<Connection>& connection, virNWFilterBindingPtr binding) {
  auto handle = Handle::create<NwFilterBinding>(connection, binding);
  return {std::move(handle), call(symbols().virNWFilterBindingGetPortDev, binding),
          call(symbols().virNWFilterBindingGetFilterName, binding)};
}

StorageVolumeRecord record(const std::shared_ptr<Connection>& connection, virStorageVolPtr volume) {
  auto handle = Handle::create<StorageVolume>(connection, volume);
  return {std::move(handle), call(symbols().virStorageVolGetName, volume), call(symbols().virStorageVolGetKey, volume)};
}

SecretRecord record(const std::shared_ptr<Connection>& connection, virSecretPtr secret) {
  auto handle = Handle::create<Secret>(connection, secret);
  char uuid[VIR_UUID_STRING_BUFLEN];
  call(symbols().virSecretGetUUIDString, secret, uuid);
  const int usageType = call(symbols().virSecretGetUsageType, secret);
  const char* usageId = symbols().virSecretGetUsageID(secret);
  return {std::move(handle), uuid, usageType, usageId != nullptr ? usageId : ""};
}

}  // namespace cephvirt::libvirt

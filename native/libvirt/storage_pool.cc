#include "libvirt/calls.h"

namespace cephvirt::libvirt {

namespace {

struct StoragePoolInfo {
  int state;
  uint64_t capacity, allocation, available;  // bytes

  static constexpr auto fields() {
    using I = StoragePoolInfo;
    return fieldsOf(field("state", &I::state), field("capacity", &I::capacity), field("allocation", &I::allocation),
                    field("available", &I::available));
  }
};

}  // namespace

Named<StoragePool> record(const std::shared_ptr<Connection>& connection, virStoragePoolPtr pool) {
  auto handle = Handle::create<StoragePool>(connection, pool);
  char uuid[VIR_UUID_STRING_BUFLEN];
  call(symbols().virStoragePoolGetUUIDString, pool, uuid);
  return {std::move(handle), call(symbols().virStoragePoolGetName, pool), uuid};
}

void bindStoragePools(Library& libvirt) {
  libvirt.blocking("storagePoolList", [](Connection& connection, uint32_t flags) {
    List<StoragePoolTraits> list;
    list.fill(symbols().virConnectListAllStoragePools, connection.get(), flags);
    return list.records(connection.shared<Connection>());
  });
  libvirt.blocking("storagePoolByName", [](Connection& connection, const std::string& name) {
    return record(connection.shared<Connection>(),
                  call(symbols().virStoragePoolLookupByName, connection.get(), name.c_str()));
  });
  libvirt.blocking("storagePoolByUuid", [](Connection& connection, const std::string& uuid) {
    return record(connection.shared<Connection>(),
                  call(symbols().virStoragePoolLookupByUUIDString, connection.get(), uuid.c_str()));
  });
  libvirt.blocking("storagePoolDefine", [](Connection& connection, const std::string& xml, uint32_t flags) {
    return record(connection.shared<Connection>(),
                  call(symbols().virStoragePoolDefineXML, connection.get(), xml.c_str(), flags));
  });
  libvirt.blocking("storagePoolCreate", [](Connection& connection, const std::string& xml, uint32_t flags) {
    return record(connection.shared<Connection>(),
                  call(symbols().virStoragePoolCreateXML, connection.get(), xml.c_str(), flags));
  });

  libvirt.blocking("storagePoolStart",
                   [](StoragePool& pool, uint32_t flags) { call(symbols().virStoragePoolCreate, pool.get(), flags); });
  libvirt.urgent("storagePoolStop", [](StoragePool& pool) { call(symbols().virStoragePoolDestroy, pool.get()); });
  libvirt.blocking("storagePoolBuild",
                   [](StoragePool& pool, uint32_t flags) { call(symbols().virStoragePoolBuild, pool.get(), flags); });
  libvirt.blocking("storagePoolDelete",
                   [](StoragePool& pool, uint32_t flags) { call(symbols().virStoragePoolDelete, pool.get(), flags); });
  libvirt.blocking("storagePoolRefresh",
                   [](StoragePool& pool) { call(symbols().virStoragePoolRefresh, pool.get(), 0U); });
  libvirt.blocking("storagePoolUndefine",
                   [](StoragePool& pool) { call(symbols().virStoragePoolUndefine, pool.get()); });

  libvirt.blocking("storagePoolXml", [](StoragePool& pool, uint32_t flags) {
    return owned(call(symbols().virStoragePoolGetXMLDesc, pool.get(), flags));
  });
  libvirt.blocking("storagePoolInfo", [](StoragePool& pool) {
    virStoragePoolInfo info{};
    call(symbols().virStoragePoolGetInfo, pool.get(), &info);
    return StoragePoolInfo{info.state, info.capacity, info.allocation, info.available};
  });
  libvirt.blocking("storagePoolAutostart", [](StoragePool& pool) {
    int autostart = 0;
    call(symbols().virStoragePoolGetAutostart, pool.get(), &autostart);
    return autostart != 0;
  });
  libvirt.blocking("storagePoolSetAutostart", [](StoragePool& pool, bool autostart) {
    call(symbols().virStoragePoolSetAutostart, pool.get(), autostart ? 1 : 0);
  });
  libvirt.blocking("storagePoolIsActive",
                   [](StoragePool& pool) { return call(symbols().virStoragePoolIsActive, pool.get()) == 1; });
  libvirt.blocking("storagePoolIsPersistent",
                   [](StoragePool& pool) { return call(symbols().virStoragePoolIsPersistent, pool.get()) == 1; });
}

}  // namespace cephvirt::libvirt

#include "libvirt/calls.h"

namespace cephvirt::libvirt {

namespace {

struct StorageVolumeInfo {
  int type;
  uint64_t capacity, allocation;  // bytes

  static constexpr auto fields() {
    using I = StorageVolumeInfo;
    return fieldsOf(field("type", &I::type), field("capacity", &I::capacity), field("allocation", &I::allocation));
  }
};

}  // namespace

StorageVolumeRecord record(const std::shared_ptr<Connection>& connection, virStorageVolPtr volume) {
  auto handle = Handle::create<StorageVolume>(connection, volume);
  return {std::move(handle), call(symbols().virStorageVolGetName, volume), call(symbols().virStorageVolGetKey, volume)};
}

void bindStorageVolumes(Library& libvirt) {
  libvirt.blocking("storageVolumeList", [](StoragePool& pool) {
    List<StorageVolumeTraits> list;
    list.fill(symbols().virStoragePoolListAllVolumes, pool.get(), 0U);
    return list.records(pool.connection());
  });
  libvirt.blocking("storageVolumeByName", [](StoragePool& pool, const std::string& name) {
    return record(pool.connection(), call(symbols().virStorageVolLookupByName, pool.get(), name.c_str()));
  });
  libvirt.blocking("storageVolumeCreate", [](StoragePool& pool, const std::string& xml, uint32_t flags) {
    return record(pool.connection(), call(symbols().virStorageVolCreateXML, pool.get(), xml.c_str(), flags));
  });

  libvirt.blocking("storageVolumeDelete", [](StorageVolume& volume, uint32_t flags) {
    call(symbols().virStorageVolDelete, volume.get(), flags);
  });
  libvirt.blocking("storageVolumeResize", [](StorageVolume& volume, uint64_t capacity, uint32_t flags) {
    call(symbols().virStorageVolResize, volume.get(), capacity, flags);
  });
  libvirt.blocking("storageVolumeInfo", [](StorageVolume& volume) {
    virStorageVolInfo info{};
    call(symbols().virStorageVolGetInfo, volume.get(), &info);
    return StorageVolumeInfo{info.type, info.capacity, info.allocation};
  });
  libvirt.blocking("storageVolumePath",
                   [](StorageVolume& volume) { return owned(call(symbols().virStorageVolGetPath, volume.get())); });
  libvirt.blocking("storageVolumeXml", [](StorageVolume& volume) {
    return owned(call(symbols().virStorageVolGetXMLDesc, volume.get(), 0U));
  });
}

}  // namespace cephvirt::libvirt

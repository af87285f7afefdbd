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

void bindStorageVolumes(Library& libvirt) {
  libvirt.blocking("storageVolGetInfoFlags", [](StorageVolume& volume, uint32_t flags) {
    virStorageVolInfo info{};
    if (flags == 0) {  // what every driver has
      call(symbols().virStorageVolGetInfo, volume.get(), &info);
    } else {
      call(symbols().virStorageVolGetInfoFlags, volume.get(), &info, flags);
    }
    return StorageVolumeInfo{info.type, info.capacity, info.allocation};
  });
}

}  // namespace cephvirt::libvirt

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

void bindStoragePools(Library& libvirt) {
  libvirt.blocking("storagePoolGetInfo", [](StoragePool& pool) {
    virStoragePoolInfo info{};
    call(symbols().virStoragePoolGetInfo, pool.get(), &info);
    return StoragePoolInfo{info.state, info.capacity, info.allocation, info.available};
  });
}

}  // namespace cephvirt::libvirt

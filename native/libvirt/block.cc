#include <algorithm>

#include "libvirt/calls.h"

namespace cephvirt::libvirt {

namespace {

struct BlockInfo {
  uint64_t capacity, allocation, physical;  // bytes

  static constexpr auto fields() {
    using I = BlockInfo;
    return fieldsOf(field("capacity", &I::capacity), field("allocation", &I::allocation),
                    field("physical", &I::physical));
  }
};

struct BlockJobInfo {
  int type;
  uint64_t bandwidth;  // in the unit that the flags say
  uint64_t position, end;

  static constexpr auto fields() {
    using I = BlockJobInfo;
    return fieldsOf(field("type", &I::type), field("bandwidth", &I::bandwidth), field("position", &I::position),
                    field("end", &I::end));
  }
};

struct DiskError {
  std::string disk;
  int error;

  static constexpr auto fields() {
    return fieldsOf(field("disk", &DiskError::disk), field("error", &DiskError::error));
  }
};

// The texts that libvirt allocated in them are freed with them.
struct DiskErrors {
  std::vector<virDomainDiskError> rows;

  ~DiskErrors() {
    for (virDomainDiskError& row : rows) std::free(row.disk);
  }
};

// A daemon gives as much in one answer, of a disk as of memory; older ones give less than newer ones.
constexpr size_t kPiece = 65536;

// `read(position, size, buffer)`
template <class Read>
Bytes peeked(uint64_t position, size_t length, Read read) {
  Bytes bytes{std::string(length, '\0')};
  for (size_t done = 0; done < length;) {
    const size_t size = std::min(kPiece, length - done);
    read(position + done, size, bytes.data.data() + done);
    done += size;
  }
  return bytes;
}

}  // namespace

void bindBlockDevices(Library& libvirt) {
  libvirt.blocking("domainGetBlockInfo", [](Domain& domain, const std::string& disk) {
    virDomainBlockInfo info{};
    call(symbols().virDomainGetBlockInfo, domain.get(), disk.c_str(), &info, 0U);
    return BlockInfo{info.capacity, info.allocation, info.physical};
  });
  libvirt.blocking("domainGetBlockJobInfo",
                   [](Domain& domain, const std::string& disk, uint32_t flags) -> std::optional<BlockJobInfo> {
                     virDomainBlockJobInfo info{};
                     if (call(symbols().virDomainGetBlockJobInfo, domain.get(), disk.c_str(), &info, flags) == 0) {
                       return std::nullopt;
                     }
                     return BlockJobInfo{info.type, info.bandwidth, info.cur, info.end};
                   });
  libvirt.blocking("domainGetDiskErrors", [](Domain& domain) {
    const int disks = call(symbols().virDomainGetDiskErrors, domain.get(), nullptr, 0U, 0U);
    DiskErrors errors{std::vector<virDomainDiskError>(static_cast<size_t>(disks))};
    std::vector<DiskError> list;
    if (disks == 0) return list;
    const int count =
        call(symbols().virDomainGetDiskErrors, domain.get(), errors.rows.data(), static_cast<unsigned>(disks), 0U);
    for (int index = 0; index < count; ++index) {
      const virDomainDiskError& row = errors.rows[static_cast<size_t>(index)];
      list.push_back({row.disk, row.error});
    }
    return list;
  });
  libvirt.blocking("domainBlockPeek", [](Domain& domain, const std::string& disk, uint64_t position, uint32_t length) {
    return peeked(position, length, [&](uint64_t at, size_t size, void* buffer) {
      call(symbols().virDomainBlockPeek, domain.get(), disk.c_str(), at, size, buffer, 0U);
    });
  });
  libvirt.blocking("domainMemoryPeek", [](Domain& domain, uint64_t start, uint32_t length, uint32_t flags) {
    return peeked(start, length, [&](uint64_t at, size_t size, void* buffer) {
      call(symbols().virDomainMemoryPeek, domain.get(), at, size, buffer, flags);
    });
  });
}

}  // namespace cephvirt::libvirt

#pragma once

#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <optional>

#include "runtime/convert.h"

namespace cephvirt {

// A stretch of a file.
struct FileExtent {
  uint64_t offset, length;

  static constexpr auto fields() {
    return fieldsOf(field("offset", &FileExtent::offset), field("length", &FileExtent::length));
  }
};

// The next data of an open file, from a position on; nothing if there is only a hole up to its end.
inline std::optional<FileExtent> fileData(int file, uint64_t position, uint64_t size) {
  const off_t data = lseek(file, static_cast<off_t>(position), SEEK_DATA);
  if (data < 0 && errno == ENXIO) return std::nullopt;
  if (data < 0) return FileExtent{position, size - position};  // a file system that cannot tell: all of it is data
  if (static_cast<uint64_t>(data) >= size) return std::nullopt;
  const off_t hole = lseek(file, data, SEEK_HOLE);
  const uint64_t end = hole < 0 ? size : std::min(static_cast<uint64_t>(hole), size);
  return FileExtent{static_cast<uint64_t>(data), end - static_cast<uint64_t>(data)};
}

}  // namespace cephvirt

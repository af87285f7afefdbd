#include "rbd/calls.h"
#include "rbd/rbd.h"
#include "rbd/symbols.h"

namespace cephvirt::rbd {

namespace {

struct MetadataEntry {
  std::string key, value;

  static constexpr auto fields() {
    return fieldsOf(field("key", &MetadataEntry::key), field("value", &MetadataEntry::value));
  }
};

// The metadata of an image and of a pool: the same calls, but for their names.

std::optional<std::string> valueOf(const auto& get, void* owner, const std::string& key) {
  bool found = true;
  std::string value = grownText(get.name(), 256, [&](char* text, size_t* size) {
    const int result = get(owner, key.c_str(), text, size);
    found = result != -ENOENT;
    return found ? result : 0;
  });
  if (!found) return std::nullopt;
  return value;
}

// A page of it: what comes after a key.
std::vector<MetadataEntry> pageOf(const auto& list, void* owner, const std::string& after, uint64_t most) {
  Room keys(4096), values(16384);
  grown(
      list.name(),
      [&] { return list(owner, after.c_str(), most, keys.data(), &keys.size, values.data(), &values.size); }, keys,
      values);
  // By their number: a value may be empty.
  const auto count = std::count(keys.memory.begin(), keys.memory.begin() + static_cast<ptrdiff_t>(keys.size), '\0');
  Texts key(keys.data()), value(values.data());
  std::vector<MetadataEntry> entries;
  for (ptrdiff_t index = 0; index < count; ++index) {
    entries.push_back({std::string(key.next()), std::string(value.next())});
  }
  return entries;
}

}  // namespace

void bindMetadata(Library& rbd) {
  rbd.blocking("metadataGet", [](Image& image, const std::string& key) {
    return valueOf(symbols().rbd_metadata_get, image.get(), key);
  });

  rbd.blocking("metadataSet", [](Image& image, const std::string& key, const std::string& value) {
    check("rbd_metadata_set", symbols().rbd_metadata_set(image.get(), key.c_str(), value.c_str()));
  });

  rbd.blocking("metadataRemove", [](Image& image, const std::string& key) {
    check("rbd_metadata_remove", symbols().rbd_metadata_remove(image.get(), key.c_str()));
  });

  rbd.blocking("metadataList", [](Image& image, const std::string& after, uint64_t most) {
    return pageOf(symbols().rbd_metadata_list, image.get(), after, most);
  });

  rbd.blocking("poolMetadataGet", [](rados::Pool& pool, const std::string& key) {
    return valueOf(symbols().rbd_pool_metadata_get, pool.get(), key);
  });

  rbd.blocking("poolMetadataSet", [](rados::Pool& pool, const std::string& key, const std::string& value) {
    check("rbd_pool_metadata_set", symbols().rbd_pool_metadata_set(pool.get(), key.c_str(), value.c_str()));
  });

  rbd.blocking("poolMetadataRemove", [](rados::Pool& pool, const std::string& key) {
    check("rbd_pool_metadata_remove", symbols().rbd_pool_metadata_remove(pool.get(), key.c_str()));
  });

  rbd.blocking("poolMetadataList", [](rados::Pool& pool, const std::string& after, uint64_t most) {
    return pageOf(symbols().rbd_pool_metadata_list, pool.get(), after, most);
  });
}

}  // namespace cephvirt::rbd

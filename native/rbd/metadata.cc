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

// Texts that end with a NUL each.
std::vector<std::string> textsIn(const std::string& buffer, size_t size) {
  std::vector<std::string> texts;
  for (size_t from = 0; from < size;) {
    texts.emplace_back(buffer.c_str() + from);
    from += texts.back().size() + 1;
  }
  return texts;
}

// The metadata of an image and of a pool: the same calls, but for their names.

std::optional<std::string> valueOf(const auto& get, void* owner, const std::string& key) {
  std::string value(256, '\0');
  for (;;) {
    size_t size = value.size();
    const int result = get(owner, key.c_str(), value.data(), &size);
    if (result == -ENOENT) return std::nullopt;
    if (result == -ERANGE && size > value.size()) {
      value.resize(size);
      continue;
    }
    check(get.name(), result);
    return std::string(value.c_str());
  }
}

// A page of it: what comes after a key.
std::vector<MetadataEntry> pageOf(const auto& list, void* owner, const std::string& after, uint64_t most) {
  std::string keys(4096, '\0'), values(16384, '\0');
  for (;;) {
    size_t keysSize = keys.size(), valuesSize = values.size();
    const int result = list(owner, after.c_str(), most, keys.data(), &keysSize, values.data(), &valuesSize);
    if (result == -ERANGE && (keysSize > keys.size() || valuesSize > values.size())) {
      keys.resize(std::max(keys.size(), keysSize));
      values.resize(std::max(values.size(), valuesSize));
      continue;
    }
    check(list.name(), result);
    const auto names = textsIn(keys, keysSize);
    const auto texts = textsIn(values, valuesSize);
    std::vector<MetadataEntry> entries;
    for (size_t index = 0; index < std::min(names.size(), texts.size()); ++index) {
      entries.push_back({names[index], texts[index]});
    }
    return entries;
  }
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

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

}  // namespace

void bindMetadata(Library& rbd) {
  rbd.blocking("metadataGet", [](Image& image, const std::string& key) -> std::optional<std::string> {
    std::string value(256, '\0');
    for (;;) {
      size_t size = value.size();
      const int result = symbols().rbd_metadata_get(image.get(), key.c_str(), value.data(), &size);
      if (result == -ENOENT) return std::nullopt;
      if (result == -ERANGE && size > value.size()) {
        value.resize(size);
        continue;
      }
      check("rbd_metadata_get", result);
      return std::string(value.c_str());
    }
  });

  rbd.blocking("metadataSet", [](Image& image, const std::string& key, const std::string& value) {
    check("rbd_metadata_set", symbols().rbd_metadata_set(image.get(), key.c_str(), value.c_str()));
  });

  rbd.blocking("metadataRemove", [](Image& image, const std::string& key) {
    check("rbd_metadata_remove", symbols().rbd_metadata_remove(image.get(), key.c_str()));
  });

  // A page of it: what comes after a key.
  rbd.blocking("metadataList", [](Image& image, const std::string& after, uint64_t most) {
    std::string keys(4096, '\0'), values(16384, '\0');
    for (;;) {
      size_t keysSize = keys.size(), valuesSize = values.size();
      const int result = symbols().rbd_metadata_list(image.get(), after.c_str(), most, keys.data(), &keysSize,
                                                     values.data(), &valuesSize);
      if (result == -ERANGE && (keysSize > keys.size() || valuesSize > values.size())) {
        keys.resize(std::max(keys.size(), keysSize));
        values.resize(std::max(values.size(), valuesSize));
        continue;
      }
      check("rbd_metadata_list", result);
      const auto names = textsIn(keys, keysSize);
      const auto texts = textsIn(values, valuesSize);
      std::vector<MetadataEntry> entries;
      for (size_t index = 0; index < std::min(names.size(), texts.size()); ++index) {
        entries.push_back({names[index], texts[index]});
      }
      return entries;
    }
  });
}

}  // namespace cephvirt::rbd

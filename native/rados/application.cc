#include "rados/calls.h"
#include "rados/rados.h"
#include "rados/symbols.h"

// What pools are for, and what an application keeps about a pool: in the cluster's map.
namespace cephvirt::rados {

namespace {

// A list or a value whose room librados says with -ERANGE. It may grow between two calls.
template <class Call>
std::string sized(const char* function, Call call) {
  constexpr int kMost = 16;
  size_t size = 256;
  for (int tries = 0;; ++tries) {
    std::string buffer(size, '\0');
    const int result = call(buffer.data(), &size);
    if (result == -ERANGE && tries < kMost) {
      size = std::max(size, buffer.size() + 1);
      continue;
    }
    check(function, result);
    return buffer;
  }
}

}  // namespace

void bindApplications(Library& rados) {
  rados.blocking("applicationEnable", [](Pool& pool, const std::string& name, bool force) {
    check("rados_application_enable",
          symbols().rados_application_enable(pool.get(), name.c_str(), static_cast<int>(force)));
  });

  rados.blocking("applicationList", [](Pool& pool) {
    return textsIn(sized("rados_application_list", [&](char* values, size_t* size) {
      return symbols().rados_application_list(pool.get(), values, size);
    }));
  });

  rados.blocking("applicationMetadataGet", [](Pool& pool, const std::string& name, const std::string& key) {
    const std::string value = sized("rados_application_metadata_get", [&](char* text, size_t* size) {
      return symbols().rados_application_metadata_get(pool.get(), name.c_str(), key.c_str(), text, size);
    });
    return std::string(value.c_str());
  });

  rados.blocking("applicationMetadataSet",
                 [](Pool& pool, const std::string& name, const std::string& key, const std::string& value) {
                   check("rados_application_metadata_set", symbols().rados_application_metadata_set(
                                                               pool.get(), name.c_str(), key.c_str(), value.c_str()));
                 });

  rados.blocking("applicationMetadataRemove", [](Pool& pool, const std::string& name, const std::string& key) {
    check("rados_application_metadata_remove",
          symbols().rados_application_metadata_remove(pool.get(), name.c_str(), key.c_str()));
  });

  rados.blocking("applicationMetadataList", [](Pool& pool, const std::string& name) {
    // Keys are never empty, values may be: they go by the number of the keys.
    std::string values(256, '\0');
    const std::string keys = sized("rados_application_metadata_list", [&](char* text, size_t* size) {
      size_t valuesSize = values.size();
      const int result =
          symbols().rados_application_metadata_list(pool.get(), name.c_str(), text, size, values.data(), &valuesSize);
      if (valuesSize > values.size()) values.assign(valuesSize, '\0');
      return result;
    });
    std::vector<std::pair<std::string, std::string>> entries;
    size_t at = 0;
    for (const std::string& key : textsIn(keys)) {
      entries.emplace_back(key, std::string(values.c_str() + at));
      at += entries.back().second.size() + 1;
    }
    return entries;
  });
}

}  // namespace cephvirt::rados

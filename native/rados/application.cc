#include "rados/calls.h"
#include "rados/rados.h"
#include "rados/symbols.h"

// What pools are for, and what an application keeps about a pool: in the cluster's map.
namespace cephvirt::rados {

void bindApplications(Library& rados) {
  rados.blocking("applicationEnable", [](Pool& pool, const std::string& name, bool force) {
    check("rados_application_enable",
          symbols().rados_application_enable(pool.get(), name.c_str(), static_cast<int>(force)));
  });

  rados.blocking("applicationList", [](Pool& pool) {
    Room names(256);
    grown(
        "rados_application_list",
        [&] { return symbols().rados_application_list(pool.get(), names.data(), &names.size); }, names);
    return textsIn(names.memory);
  });

  rados.blocking("applicationMetadataGet", [](Pool& pool, const std::string& name, const std::string& key) {
    return grownText("rados_application_metadata_get", 256, [&](char* value, size_t* size) {
      return symbols().rados_application_metadata_get(pool.get(), name.c_str(), key.c_str(), value, size);
    });
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
    Room keys(256), values(256);
    grown(
        "rados_application_metadata_list",
        [&] {
          return symbols().rados_application_metadata_list(pool.get(), name.c_str(), keys.data(), &keys.size,
                                                           values.data(), &values.size);
        },
        keys, values);
    // Keys are never empty, values may be: they go by the number of the keys.
    Texts texts(values.data());
    std::vector<std::pair<std::string, std::string>> entries;
    for (const std::string& key : textsIn(keys.memory)) entries.emplace_back(key, texts.next());
    return entries;
  });
}

}  // namespace cephvirt::rados

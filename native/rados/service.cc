#include "rados/calls.h"
#include "rados/rados.h"
#include "rados/symbols.h"

namespace cephvirt::rados {

namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

// As librados reads a record: each name and value ends with NUL, and an empty name ends it all.
std::string dictionary(const Pairs& pairs) {
  std::string text;
  for (const auto& [name, value] : pairs) text.append(name).append(1, '\0').append(value).append(1, '\0');
  return text.append(1, '\0');
}

}  // namespace

void bindServices(Library& rados) {
  rados.blocking("serviceRegister", [](Cluster& cluster, const std::string& service, const std::string& daemon,
                                       const Pairs& metadata) {
    check("rados_service_register", symbols().rados_service_register(cluster.get(), service.c_str(), daemon.c_str(),
                                                                     dictionary(metadata).c_str()));
  });

  rados.blocking("serviceUpdateStatus", [](Cluster& cluster, const Pairs& status) {
    check("rados_service_update_status",
          symbols().rados_service_update_status(cluster.get(), dictionary(status).c_str()));
  });
}

}  // namespace cephvirt::rados

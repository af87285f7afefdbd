#include "rbd/calls.h"
#include "rbd/rbd.h"
#include "rbd/symbols.h"

namespace cephvirt::rbd {

void bindNamespaces(Library& rbd) {
  rbd.blocking("namespaceCreate", [](rados::Pool& pool, const std::string& name) {
    check("rbd_namespace_create", symbols().rbd_namespace_create(pool.get(), name.c_str()));
  });

  rbd.blocking("namespaceRemove", [](rados::Pool& pool, const std::string& name) {
    check("rbd_namespace_remove", symbols().rbd_namespace_remove(pool.get(), name.c_str()));
  });

  rbd.blocking("namespaceList", [](rados::Pool& pool) {
    return grownNames("rbd_namespace_list",
                      [&](char* names, size_t* size) { return symbols().rbd_namespace_list(pool.get(), names, size); });
  });

  rbd.blocking("namespaceExists", [](rados::Pool& pool, const std::string& name) {
    bool exists = false;
    check("rbd_namespace_exists", symbols().rbd_namespace_exists(pool.get(), name.c_str(), &exists));
    return exists;
  });
}

}  // namespace cephvirt::rbd

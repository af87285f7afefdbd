#include "rados/calls.h"
#include "rados/rados.h"
#include "rados/symbols.h"

namespace cephvirt::rados {

void Pool::release() {
  symbols().rados_aio_flush(ioctx_);
  symbols().rados_ioctx_destroy(ioctx_);
}

void bindPools(Library& rados) {
  rados.blocking("poolOpen", [](Cluster& cluster, const std::string& name, const std::string& nspace) {
    rados_ioctx_t ioctx = nullptr;
    check("rados_ioctx_create", symbols().rados_ioctx_create(cluster.get(), name.c_str(), &ioctx));
    symbols().rados_ioctx_set_namespace(ioctx, nspace.c_str());
    return Handle::create<Pool>(cluster.shared<Cluster>(), ioctx);
  });

  rados.immediate("poolId", [](Pool& pool) { return static_cast<int64_t>(symbols().rados_ioctx_get_id(pool.get())); });
}

}  // namespace cephvirt::rados

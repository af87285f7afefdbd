#include <list>

#include "rados/calls.h"
#include "rados/rados.h"
#include "rados/symbols.h"

// The watchers of an object are the one thing here that librados's C interface does not tell (librbd's tells those of
// an image). Its C++ interface does: two functions under the ABI name v14_2_0, which Ceph has kept from release 14 on.
// They are found by name at run time like all others and cannot be linked, so a libstdc++ of another ABI or a librados
// without them means NotSupportedError, nothing else.
namespace cephvirt::rados {

namespace {

// librados::IoCtx: one pointer, to what rados_ioctx_t points to.
struct IoCtx {
  void* implementation = nullptr;
};

struct CppSymbols {
  // static void IoCtx::from_rados_ioctx_t(rados_ioctx_t, IoCtx&)
  const Symbol<void(rados_ioctx_t, IoCtx&)> fromIoctx{
      library(), "_ZN8librados7v14_2_05IoCtx18from_rados_ioctx_tEPvRS1_", "14", "LIBRADOS_14.2.0"};
  // int IoCtx::list_watchers(const std::string& object, std::list<obj_watch_t>* watchers)
  const Symbol<int(IoCtx*, const std::string&, std::list<obj_watch_t>*)> listWatchers{
      library(),
      "_ZN8librados7v14_2_05IoCtx13list_watchersERKNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEE"
      "PNS2_4listI11obj_watch_tSaISB_EEE",
      "14", "LIBRADOS_14.2.0"};
  // void IoCtx::close()
  const Symbol<void(IoCtx*)> close{library(), "_ZN8librados7v14_2_05IoCtx5closeEv", "14", "LIBRADOS_14.2.0"};
};

const CppSymbols& cpp() {
  static const CppSymbols symbols;
  return symbols;
}

struct Watcher {
  std::string address;
  Id clientId;
  Id cookie;
  uint32_t timeout;  // milliseconds

  static constexpr auto fields() {
    using W = Watcher;
    return fieldsOf(field("address", &W::address), field("clientId", &W::clientId), field("cookie", &W::cookie),
                    field("timeout", &W::timeout));
  }
};

}  // namespace

void bindWatchers(Library& rados) {
  rados.blocking("objectWatchers", [](Pool& pool, const std::string& name) {
    std::list<obj_watch_t> found;
    IoCtx ioctx;
    cpp().fromIoctx(pool.get(), ioctx);
    const int result = cpp().listWatchers(&ioctx, name, &found);
    cpp().close(&ioctx);
    check("librados::IoCtx::list_watchers", result);
    std::vector<Watcher> watchers;
    for (const obj_watch_t& watch : found) {
      watchers.push_back({std::string(watch.addr, strnlen(watch.addr, sizeof watch.addr)),
                          {static_cast<uint64_t>(watch.watcher_id)},
                          {watch.cookie},
                          watch.timeout_seconds * 1000});
    }
    return watchers;
  });
}

}  // namespace cephvirt::rados

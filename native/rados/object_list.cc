#include <mutex>

#include "rados/calls.h"
#include "rados/rados.h"
#include "rados/symbols.h"

namespace cephvirt::rados {

namespace {

struct ObjectEntry {
  std::string name, nspace, locator;

  static constexpr auto fields() {
    using E = ObjectEntry;
    return fieldsOf(field("name", &E::name), field("namespace", &E::nspace), field("locator", &E::locator));
  }
};

// A place in the list of a pool's objects: rados_list_ctx_t.
class ObjectList final : public Handle {
 public:
  ObjectList(std::shared_ptr<Pool> pool, rados_list_ctx_t list) : Handle(std::move(pool)), list_(list) {}

  const char* kind() const noexcept override { return "list of objects"; }

  // Up to `most` more; fewer at the end.
  std::vector<ObjectEntry> next(size_t most) {
    const std::lock_guard lock(mutex_);
    std::vector<ObjectEntry> page;
    while (page.size() < most) {
      const char *name = nullptr, *locator = nullptr, *nspace = nullptr;
      size_t nameSize = 0, locatorSize = 0, nspaceSize = 0;
      const int result =
          symbols().rados_nobjects_list_next2(list_, &name, &locator, &nspace, &nameSize, &locatorSize, &nspaceSize);
      if (result == -ENOENT) break;
      check("rados_nobjects_list_next2", result);
      page.push_back({std::string(name, nameSize), std::string(nspace, nspaceSize),
                      locator == nullptr ? std::string() : std::string(locator, locatorSize)});
    }
    return page;
  }

 protected:
  void release() override { symbols().rados_nobjects_list_close(list_); }

 private:
  rados_list_ctx_t list_;
  std::mutex mutex_;
};

}  // namespace

void bindObjectLists(Library& rados) {
  rados.blocking("objectListOpen", [](Pool& pool) {
    rados_list_ctx_t list = nullptr;
    check("rados_nobjects_list_open", symbols().rados_nobjects_list_open(pool.get(), &list));
    return Handle::create<ObjectList>(pool.shared<Pool>(), list);
  });

  rados.blocking("objectListNext", [](ObjectList& list, uint32_t most) { return list.next(most); });
}

}  // namespace cephvirt::rados

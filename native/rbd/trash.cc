#include "rbd/calls.h"
#include "rbd/rbd.h"
#include "rbd/symbols.h"

namespace cephvirt::rbd {

namespace {

struct TrashEntry {
  std::string id, name, source;
  double deletedAt, deferredUntil;

  static constexpr auto fields() {
    using E = TrashEntry;
    return fieldsOf(field("id", &E::id), field("name", &E::name), field("source", &E::source),
                    field("deletedAt", &E::deletedAt), field("deferredUntil", &E::deferredUntil));
  }
};

const char* sourceOf(int source) {
  constexpr const char* kSources[] = {"user", "mirroring", "migration", "removing", "user-parent"};
  return source >= 0 && source < 5 ? kSources[source] : "unknown";
}

TrashEntry describe(const rbd_trash_image_info_t& entry) {
  return {text(entry.id), text(entry.name), sourceOf(entry.source), static_cast<double>(entry.deletion_time) * 1e3,
          static_cast<double>(entry.deferment_end_time) * 1e3};
}

}  // namespace

void bindTrash(Library& rbd) {
  rbd.blocking("trashMove", [](rados::Pool& pool, const std::string& name, uint64_t seconds) {
    check("rbd_trash_move", symbols().rbd_trash_move(pool.get(), name.c_str(), seconds));
  });

  rbd.blocking("trashGet", [](rados::Pool& pool, const std::string& id) {
    rbd_trash_image_info_t entry{};
    check("rbd_trash_get", symbols().rbd_trash_get(pool.get(), id.c_str(), &entry));
    const Defer cleanup([&] { symbols().rbd_trash_get_cleanup(&entry); });
    return describe(entry);
  });

  rbd.blocking("trashList", [](rados::Pool& pool) {
    auto entries =
        grownList<rbd_trash_image_info_t, size_t>("rbd_trash_list", [&](rbd_trash_image_info_t* filled, size_t* count) {
          return symbols().rbd_trash_list(pool.get(), filled, count);
        });
    const Defer cleanup([&] { symbols().rbd_trash_list_cleanup(entries.data(), entries.size()); });
    std::vector<TrashEntry> described;
    described.reserve(entries.size());
    for (const rbd_trash_image_info_t& entry : entries) described.push_back(describe(entry));
    return described;
  });

  // An empty name stands for the one that it had.
  rbd.blocking("trashRestore", [](rados::Pool& pool, const std::string& id, const std::string& name) {
    check("rbd_trash_restore", symbols().rbd_trash_restore(pool.get(), id.c_str(), name.c_str()));
  });

  rbd.blocking("trashRemove", [](rados::Pool& pool, const std::string& id, bool force, Progress& progress) {
    check("rbd_trash_remove_with_progress",
          symbols().rbd_trash_remove_with_progress(pool.get(), id.c_str(), force, Progress::callback, &progress));
  });

  rbd.blocking("trashPurge", [](rados::Pool& pool, int64_t expiredBefore, double threshold, Progress& progress) {
    check("rbd_trash_purge_with_progress",
          symbols().rbd_trash_purge_with_progress(pool.get(), expiredBefore, static_cast<float>(threshold),
                                                  Progress::callback, &progress));
  });
}

}  // namespace cephvirt::rbd

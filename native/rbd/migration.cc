#include "rbd/calls.h"
#include "rbd/image_options.h"
#include "rbd/rbd.h"
#include "rbd/symbols.h"

namespace cephvirt::rbd {

namespace {

// One end of a migration. What comes from outside of Ceph has no pool.
struct MigrationEnd {
  std::string pool;
  int64_t poolId;
  std::string nspace, image, imageId;

  static constexpr auto fields() {
    using E = MigrationEnd;
    return fieldsOf(field("pool", &E::pool), field("poolId", &E::poolId), field("namespace", &E::nspace),
                    field("image", &E::image), field("imageId", &E::imageId));
  }
};

struct MigrationStatus {
  std::optional<MigrationEnd> source;
  MigrationEnd target;
  std::string state, description;

  static constexpr auto fields() {
    using S = MigrationStatus;
    return fieldsOf(field("source", &S::source), field("target", &S::target), field("state", &S::state),
                    field("description", &S::description));
  }
};

const char* stateOf(rbd_image_migration_state_t state) {
  constexpr const char* kStates[] = {"error", "preparing", "prepared", "executing", "executed", "aborting"};
  return state >= 0 && state < 6 ? kStates[state] : "unknown";
}

// librbd keeps the striping of the old image, whatever the new size of the objects. But where there is none its unit is
// the size of the objects, and must become the new one.
NewImage withStriping(NewImage options, rados::Pool& pool, const std::string& image) {
  if (!options.order || options.stripeUnit) return options;
  rbd_image_t source = nullptr;
  check("rbd_open_read_only", symbols().rbd_open_read_only(pool.get(), image.c_str(), &source, nullptr));
  const Defer close([&] { symbols().rbd_close(source); });
  uint64_t count = 0;
  check("rbd_get_stripe_count", symbols().rbd_get_stripe_count(source, &count));
  if (count != 1) return options;
  options.stripeUnit = uint64_t{1} << *options.order;
  options.stripeCount = 1;
  return options;
}

// execute, commit and abort: the same call, but for its name. librbd goes on with an execution whatever it is told; and
// a commit that was stopped while it removes the old image leaves a rest of it that nothing can remove.
void run(const auto& step, rados::Pool& pool, const std::string& image, Progress& progress) {
  const auto report = [](uint64_t done, uint64_t total, void* listener) noexcept {
    static_cast<Progress*>(listener)->report(done, total);
    return 0;
  };
  check(step.name(), step(pool.get(), image.c_str(), report, &progress));
}

}  // namespace

void bindMigration(Library& rbd) {
  rbd.blocking("migrationPrepare", [](rados::Pool& pool, const std::string& image, rados::Pool& target,
                                      const std::string& name, const NewImage& options) {
    const ImageOptions set(withStriping(options, pool, image));
    check("rbd_migration_prepare",
          symbols().rbd_migration_prepare(pool.get(), image.c_str(), target.get(), name.c_str(), set.get()));
  });

  // The source is a text in JSON, which may hold the key of a store.
  rbd.blocking("migrationPrepareImport",
               [](rados::Pool& pool, const SecretText& source, const std::string& name, const NewImage& options) {
                 const ImageOptions set(options);
                 check("rbd_migration_prepare_import", symbols().rbd_migration_prepare_import(
                                                           source.text().c_str(), pool.get(), name.c_str(), set.get()));
               });

  rbd.blocking("migrationExecute", [](rados::Pool& pool, const std::string& image, Progress& progress) {
    run(symbols().rbd_migration_execute_with_progress, pool, image, progress);
  });

  rbd.blocking("migrationCommit", [](rados::Pool& pool, const std::string& image, Progress& progress) {
    run(symbols().rbd_migration_commit_with_progress, pool, image, progress);
  });

  rbd.blocking("migrationAbort", [](rados::Pool& pool, const std::string& image, Progress& progress) {
    run(symbols().rbd_migration_abort_with_progress, pool, image, progress);
  });

  rbd.blocking("migrationStatus", [](rados::Pool& pool, const std::string& image) {
    rbd_image_migration_status_t status{};
    check("rbd_migration_status", symbols().rbd_migration_status(pool.get(), image.c_str(), &status, sizeof status));
    const Defer cleanup([&] { symbols().rbd_migration_status_cleanup(&status); });
    MigrationStatus result;
    if (status.source_pool_id >= 0) {
      result.source = MigrationEnd{poolNameOf(pool, status.source_pool_id), status.source_pool_id,
                                   text(status.source_pool_namespace), text(status.source_image_name),
                                   text(status.source_image_id)};
    }
    result.target = {poolNameOf(pool, status.dest_pool_id), status.dest_pool_id, text(status.dest_pool_namespace),
                     text(status.dest_image_name), text(status.dest_image_id)};
    result.state = stateOf(status.state);
    result.description = text(status.state_description);
    return result;
  });

  // A text in JSON.
  rbd.blocking("migrationSource", [](Image& image) {
    return grownText("rbd_get_migration_source_spec", 1024, [&](char* source, size_t* size) {
      return symbols().rbd_get_migration_source_spec(image.get(), source, size);
    });
  });
}

}  // namespace cephvirt::rbd

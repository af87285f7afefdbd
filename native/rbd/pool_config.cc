#include "rbd/calls.h"
#include "rbd/rbd.h"
#include "rbd/symbols.h"

namespace cephvirt::rbd {

namespace {

struct ConfigOption {
  std::string name, value, source;

  static constexpr auto fields() {
    using O = ConfigOption;
    return fieldsOf(field("name", &O::name), field("value", &O::value), field("source", &O::source));
  }
};

const char* sourceOf(rbd_config_source_t source) {
  switch (source) {
    case RBD_CONFIG_SOURCE_CONFIG:
      return "config";
    case RBD_CONFIG_SOURCE_POOL:
      return "pool";
    case RBD_CONFIG_SOURCE_IMAGE:
      return "image";
  }
  return "unknown";
}

std::vector<ConfigOption> optionsOf(const auto& list, const auto& cleanup, void* owner) {
  auto entries = grownList<rbd_config_option_t, int>(
      list.name(), [&](rbd_config_option_t* filled, int* count) { return list(owner, filled, count); });
  const Defer cleaning([&] { cleanup(entries.data(), static_cast<int>(entries.size())); });
  std::vector<ConfigOption> options;
  options.reserve(entries.size());
  for (const rbd_config_option_t& entry : entries) {
    options.push_back({text(entry.name), text(entry.value), sourceOf(entry.source)});
  }
  return options;
}

struct PoolStats {
  uint64_t images, provisionedBytes, maxProvisionedBytes, snapshots;
  uint64_t trashImages, trashProvisionedBytes, trashMaxProvisionedBytes, trashSnapshots;

  static constexpr auto fields() {
    using S = PoolStats;
    return fieldsOf(field("images", &S::images), field("provisionedBytes", &S::provisionedBytes),
                    field("maxProvisionedBytes", &S::maxProvisionedBytes), field("snapshots", &S::snapshots),
                    field("trashImages", &S::trashImages), field("trashProvisionedBytes", &S::trashProvisionedBytes),
                    field("trashMaxProvisionedBytes", &S::trashMaxProvisionedBytes),
                    field("trashSnapshots", &S::trashSnapshots));
  }
};

}  // namespace

void bindPoolConfig(Library& rbd) {
  rbd.blocking("poolConfig", [](rados::Pool& pool) {
    return optionsOf(symbols().rbd_config_pool_list, symbols().rbd_config_pool_list_cleanup, pool.get());
  });

  rbd.blocking("imageConfig", [](Image& image) {
    return optionsOf(symbols().rbd_config_image_list, symbols().rbd_config_image_list_cleanup, image.get());
  });

  rbd.blocking("poolStats", [](rados::Pool& pool) {
    PoolStats stats{};
    rbd_pool_stats_t wanted = nullptr;
    symbols().rbd_pool_stats_create(&wanted);
    const Defer destroy([&] { symbols().rbd_pool_stats_destroy(wanted); });
    const std::pair<rbd_pool_stat_option_t, uint64_t PoolStats::*> options[] = {
        {RBD_POOL_STAT_OPTION_IMAGES, &PoolStats::images},
        {RBD_POOL_STAT_OPTION_IMAGE_PROVISIONED_BYTES, &PoolStats::provisionedBytes},
        {RBD_POOL_STAT_OPTION_IMAGE_MAX_PROVISIONED_BYTES, &PoolStats::maxProvisionedBytes},
        {RBD_POOL_STAT_OPTION_IMAGE_SNAPSHOTS, &PoolStats::snapshots},
        {RBD_POOL_STAT_OPTION_TRASH_IMAGES, &PoolStats::trashImages},
        {RBD_POOL_STAT_OPTION_TRASH_PROVISIONED_BYTES, &PoolStats::trashProvisionedBytes},
        {RBD_POOL_STAT_OPTION_TRASH_MAX_PROVISIONED_BYTES, &PoolStats::trashMaxProvisionedBytes},
        {RBD_POOL_STAT_OPTION_TRASH_SNAPSHOTS, &PoolStats::trashSnapshots}};
    for (const auto& [option, member] : options) {
      check("rbd_pool_stats_option_add_uint64",
            symbols().rbd_pool_stats_option_add_uint64(wanted, option, &(stats.*member)));
    }
    check("rbd_pool_stats_get", symbols().rbd_pool_stats_get(pool.get(), wanted));
    return stats;
  });
}

}  // namespace cephvirt::rbd

#include "rbd/calls.h"
#include "rbd/rbd.h"
#include "rbd/symbols.h"

namespace cephvirt::rbd {

namespace {

// How one of the clusters stands with an image.
struct SiteStatus {
  std::string mirrorUuid;  // empty for the cluster that is asked
  std::string state, description;
  double lastUpdate;
  bool up;

  static constexpr auto fields() {
    using S = SiteStatus;
    return fieldsOf(field("mirrorUuid", &S::mirrorUuid), field("state", &S::state),
                    field("description", &S::description), field("lastUpdate", &S::lastUpdate), field("up", &S::up));
  }
};

struct MirrorStatus {
  std::string imageId, name, globalId, mirroring;
  bool primary;
  std::vector<SiteStatus> sites;

  static constexpr auto fields() {
    using S = MirrorStatus;
    return fieldsOf(field("imageId", &S::imageId), field("name", &S::name), field("globalId", &S::globalId),
                    field("mirroring", &S::mirroring), field("primary", &S::primary), field("sites", &S::sites));
  }
};

struct MirroredImage {
  std::string imageId, mode, globalId, mirroring;
  bool primary;

  static constexpr auto fields() {
    using M = MirroredImage;
    return fieldsOf(field("imageId", &M::imageId), field("mode", &M::mode), field("globalId", &M::globalId),
                    field("mirroring", &M::mirroring), field("primary", &M::primary));
  }
};

struct StateCount {
  std::string state;
  int count;

  static constexpr auto fields() {
    return fieldsOf(field("state", &StateCount::state), field("count", &StateCount::count));
  }
};

const char* stateOf(rbd_mirror_image_status_state_t state) {
  constexpr const char* kStates[] = {"unknown",   "error",           "syncing", "starting-replay",
                                     "replaying", "stopping-replay", "stopped"};
  return state >= 0 && state < 7 ? kStates[state] : "unknown";
}

MirrorStatus statusOf(std::string imageId, const rbd_mirror_image_global_status_t& status) {
  MirrorStatus told{std::move(imageId),          text(status.name),
                    text(status.info.global_id), mirroringName(status.info.state),
                    status.info.primary,         {}};
  for (uint32_t index = 0; index < status.site_statuses_count; ++index) {
    const rbd_mirror_image_site_status_t& site = status.site_statuses[index];
    told.sites.push_back({text(site.mirror_uuid), stateOf(site.state), text(site.description),
                          static_cast<double>(site.last_update) * 1e3, site.up});
  }
  return told;
}

}  // namespace

const char* mirroringName(int state) {
  constexpr const char* kStates[] = {"disabling", "enabled", "disabled", "creating"};
  return state >= 0 && state < 4 ? kStates[state] : "unknown";
}

void bindMirrorStatus(Library& rbd) {
  rbd.blocking("mirrorStatusSummary", [](rados::Pool& pool) {
    rbd_mirror_image_status_state_t states[16];
    int counts[16];
    size_t count = std::size(states);
    check("rbd_mirror_image_status_summary",
          symbols().rbd_mirror_image_status_summary(pool.get(), states, counts, &count));
    std::vector<StateCount> summary;
    for (size_t index = 0; index < count; ++index) summary.push_back({stateOf(states[index]), counts[index]});
    return summary;
  });

  // Pages: what comes after the image of that id.
  rbd.blocking("mirrorStatusList", [](rados::Pool& pool, const std::string& after, uint32_t most) {
    std::vector<char*> ids(most);
    std::vector<rbd_mirror_image_global_status_t> statuses(most);
    size_t count = 0;
    check("rbd_mirror_image_global_status_list",
          symbols().rbd_mirror_image_global_status_list(pool.get(), after.c_str(), most, ids.data(), statuses.data(),
                                                        &count));
    const Defer cleanup(
        [&] { symbols().rbd_mirror_image_global_status_list_cleanup(ids.data(), statuses.data(), count); });
    std::vector<MirrorStatus> list;
    for (size_t index = 0; index < count; ++index) list.push_back(statusOf(text(ids[index]), statuses[index]));
    return list;
  });

  rbd.blocking("mirrorInfoList", [](rados::Pool& pool, const std::optional<uint32_t>& mode, const std::string& after,
                                    uint32_t most) {
    std::vector<char*> ids(most);
    std::vector<rbd_mirror_image_mode_t> modes(most);
    std::vector<rbd_mirror_image_info_t> infos(most);
    auto filter = static_cast<rbd_mirror_image_mode_t>(mode.value_or(0));
    size_t count = 0;
    check("rbd_mirror_image_info_list",
          symbols().rbd_mirror_image_info_list(pool.get(), mode ? &filter : nullptr, after.c_str(), most, ids.data(),
                                               modes.data(), infos.data(), &count));
    const Defer cleanup([&] { symbols().rbd_mirror_image_info_list_cleanup(ids.data(), infos.data(), count); });
    std::vector<MirroredImage> list;
    for (size_t index = 0; index < count; ++index) {
      list.push_back({text(ids[index]), modes[index] == RBD_MIRROR_IMAGE_MODE_JOURNAL ? "journal" : "snapshot",
                      text(infos[index].global_id), mirroringName(infos[index].state), infos[index].primary});
    }
    return list;
  });

  rbd.blocking("mirrorInstanceList", [](rados::Pool& pool, const std::string& after, uint32_t most) {
    std::vector<char*> ids(most), instances(most);
    size_t count = 0;
    check("rbd_mirror_image_instance_id_list",
          symbols().rbd_mirror_image_instance_id_list(pool.get(), after.c_str(), most, ids.data(), instances.data(),
                                                      &count));
    const Defer cleanup(
        [&] { symbols().rbd_mirror_image_instance_id_list_cleanup(ids.data(), instances.data(), count); });
    std::vector<std::pair<std::string, std::string>> list;
    for (size_t index = 0; index < count; ++index) list.emplace_back(text(ids[index]), text(instances[index]));
    return list;
  });

  rbd.blocking("mirrorImageStatus", [](Image& image) {
    rbd_mirror_image_global_status_t status{};
    check("rbd_mirror_image_get_global_status",
          symbols().rbd_mirror_image_get_global_status(image.get(), &status, sizeof status));
    const Defer cleanup([&] { symbols().rbd_mirror_image_global_status_cleanup(&status); });
    return statusOf("", status);
  });

  rbd.blocking("mirrorImageInstanceId", [](Image& image) {
    return grownText("rbd_mirror_image_get_instance_id", 64, [&](char* id, size_t* size) {
      return symbols().rbd_mirror_image_get_instance_id(image.get(), id, size);
    });
  });
}

}  // namespace cephvirt::rbd

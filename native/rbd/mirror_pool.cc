#include "rbd/calls.h"
#include "rbd/rbd.h"
#include "rbd/symbols.h"

namespace cephvirt::rbd {

namespace {

struct MirrorPeer {
  std::string id, direction, siteName, mirrorUuid, clientName;
  double lastSeen;

  static constexpr auto fields() {
    using P = MirrorPeer;
    return fieldsOf(field("id", &P::id), field("direction", &P::direction), field("siteName", &P::siteName),
                    field("mirrorUuid", &P::mirrorUuid), field("clientName", &P::clientName),
                    field("lastSeen", &P::lastSeen));
  }
};

const char* directionOf(rbd_mirror_peer_direction_t direction) {
  switch (direction) {
    case RBD_MIRROR_PEER_DIRECTION_RX:
      return "rx";
    case RBD_MIRROR_PEER_DIRECTION_TX:
      return "tx";
    case RBD_MIRROR_PEER_DIRECTION_RX_TX:
      return "rx-tx";
  }
  return "unknown";
}

}  // namespace

void bindMirrorPool(Library& rbd) {
  rbd.blocking("mirrorPoolMode", [](rados::Pool& pool) {
    rbd_mirror_mode_t mode{};
    check("rbd_mirror_mode_get", symbols().rbd_mirror_mode_get(pool.get(), &mode));
    return static_cast<uint32_t>(mode);
  });

  rbd.blocking("mirrorPoolSetMode", [](rados::Pool& pool, uint32_t mode) {
    check("rbd_mirror_mode_set", symbols().rbd_mirror_mode_set(pool.get(), static_cast<rbd_mirror_mode_t>(mode)));
  });

  rbd.blocking("mirrorSiteName", [](rados::Pool& pool) {
    return grownText("rbd_mirror_site_name_get", 256, [&](char* name, size_t* size) {
      return symbols().rbd_mirror_site_name_get(pool.cluster()->get(), name, size);
    });
  });

  rbd.blocking("mirrorSetSiteName", [](rados::Pool& pool, const std::string& name) {
    check("rbd_mirror_site_name_set", symbols().rbd_mirror_site_name_set(pool.cluster()->get(), name.c_str()));
  });

  rbd.blocking("mirrorUuid", [](rados::Pool& pool) {
    return grownText("rbd_mirror_uuid_get", 64,
                     [&](char* uuid, size_t* size) { return symbols().rbd_mirror_uuid_get(pool.get(), uuid, size); });
  });

  rbd.blocking("mirrorPeerAdd",
               [](rados::Pool& pool, const std::string& site, const std::string& client, uint32_t direction) {
                 char id[64] = {};
                 check("rbd_mirror_peer_site_add",
                       symbols().rbd_mirror_peer_site_add(pool.get(), id, sizeof id,
                                                          static_cast<rbd_mirror_peer_direction_t>(direction),
                                                          site.c_str(), client.c_str()));
                 return std::string(id);
               });

  rbd.blocking("mirrorPeerRemove", [](rados::Pool& pool, const std::string& id) {
    check("rbd_mirror_peer_site_remove", symbols().rbd_mirror_peer_site_remove(pool.get(), id.c_str()));
  });

  rbd.blocking("mirrorPeerList", [](rados::Pool& pool) {
    auto entries = grownList<rbd_mirror_peer_site_t, int>(
        "rbd_mirror_peer_site_list", [&](rbd_mirror_peer_site_t* filled, int* count) {
          return symbols().rbd_mirror_peer_site_list(pool.get(), filled, count);
        });
    const Defer cleaning(
        [&] { symbols().rbd_mirror_peer_site_list_cleanup(entries.data(), static_cast<int>(entries.size())); });
    std::vector<MirrorPeer> peers;
    for (const rbd_mirror_peer_site_t& entry : entries) {
      peers.push_back({text(entry.uuid), directionOf(entry.direction), text(entry.site_name), text(entry.mirror_uuid),
                       text(entry.client_name), static_cast<double>(entry.last_seen) * 1e3});
    }
    return peers;
  });
}

}  // namespace cephvirt::rbd

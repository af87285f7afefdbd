#include "rbd/calls.h"
#include "rbd/rbd.h"
#include "rbd/symbols.h"

namespace cephvirt::rbd {

void bindMirrorPeers(Library& rbd) {
  // A token holds a key: it goes as bytes that are wiped.
  rbd.blocking("mirrorBootstrapToken", [](rados::Pool& pool) {
    Room token(1024);
    const Defer wiping([&] { explicit_bzero(token.data(), token.memory.size()); });
    grown(
        "rbd_mirror_peer_bootstrap_create",
        [&] { return symbols().rbd_mirror_peer_bootstrap_create(pool.get(), token.data(), &token.size); }, token);
    return SecretText(token.data(), strlen(token.data()));
  });

  rbd.blocking("mirrorImportToken", [](rados::Pool& pool, const SecretText& token, uint32_t direction) {
    check("rbd_mirror_peer_bootstrap_import",
          symbols().rbd_mirror_peer_bootstrap_import(pool.get(), static_cast<rbd_mirror_peer_direction_t>(direction),
                                                     token.text().c_str()));
  });

  // Names and values, each ended by a NUL, one after the other: a key among them.
  rbd.blocking("mirrorPeerAttributes", [](rados::Pool& pool, const std::string& id) {
    Room keys(1024), values(4096);
    size_t count = 0;
    const Defer wiping([&] { explicit_bzero(values.data(), values.memory.size()); });
    grown(
        "rbd_mirror_peer_site_get_attributes",
        [&] {
          return symbols().rbd_mirror_peer_site_get_attributes(pool.get(), id.c_str(), keys.data(), &keys.size,
                                                               values.data(), &values.size, &count);
        },
        keys, values);
    Texts key(keys.data()), value(values.data());
    std::vector<std::pair<std::string, SecretText>> attributes;
    for (size_t index = 0; index < count; ++index) {
      const std::string_view text = value.next();
      attributes.emplace_back(key.next(), SecretText(text.data(), text.size()));
    }
    return attributes;
  });

  rbd.blocking("mirrorPeerSetAttributes", [](rados::Pool& pool, const std::string& id,
                                             const std::vector<std::string>& names,
                                             const std::vector<SecretText>& values) {
    std::string keys, texts;
    size_t size = 0;
    for (const SecretText& value : values) size += value.text().size() + 1;
    texts.reserve(size);  // no copy of a key is left behind
    for (size_t index = 0; index < names.size(); ++index) {
      keys.append(names[index]).push_back('\0');
      texts.append(values.at(index).text()).push_back('\0');
    }
    const Defer wiping([&] { explicit_bzero(texts.data(), texts.size()); });
    check("rbd_mirror_peer_site_set_attributes", symbols().rbd_mirror_peer_site_set_attributes(
                                                     pool.get(), id.c_str(), keys.data(), texts.data(), names.size()));
  });

  rbd.blocking("mirrorPeerSetSite", [](rados::Pool& pool, const std::string& id, const std::string& name) {
    check("rbd_mirror_peer_site_set_name",
          symbols().rbd_mirror_peer_site_set_name(pool.get(), id.c_str(), name.c_str()));
  });

  rbd.blocking("mirrorPeerSetClient", [](rados::Pool& pool, const std::string& id, const std::string& name) {
    check("rbd_mirror_peer_site_set_client_name",
          symbols().rbd_mirror_peer_site_set_client_name(pool.get(), id.c_str(), name.c_str()));
  });

  rbd.blocking("mirrorPeerSetDirection", [](rados::Pool& pool, const std::string& id, uint32_t direction) {
    check("rbd_mirror_peer_site_set_direction",
          symbols().rbd_mirror_peer_site_set_direction(pool.get(), id.c_str(),
                                                       static_cast<rbd_mirror_peer_direction_t>(direction)));
  });

  rbd.blocking("mirrorRemoteNamespace", [](rados::Pool& pool) {
    return grownText("rbd_mirror_remote_namespace_get", 256, [&](char* name, size_t* size) {
      return symbols().rbd_mirror_remote_namespace_get(pool.get(), name, size);
    });
  });

  rbd.blocking("mirrorSetRemoteNamespace", [](rados::Pool& pool, const std::string& name) {
    check("rbd_mirror_remote_namespace_set", symbols().rbd_mirror_remote_namespace_set(pool.get(), name.c_str()));
  });
}

}  // namespace cephvirt::rbd

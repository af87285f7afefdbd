#include "rbd/calls.h"
#include "rbd/rbd.h"
#include "rbd/symbols.h"

namespace cephvirt::rbd {

void bindMirrorPeers(Library& rbd) {
  // A token holds a key: it goes as bytes that are wiped.
  rbd.blocking("mirrorBootstrapToken", [](rados::Pool& pool) {
    std::string token = rados::grownText("rbd_mirror_peer_bootstrap_create", 1024, [&](char* text, size_t size) {
      return symbols().rbd_mirror_peer_bootstrap_create(pool.get(), text, &size);
    });
    SecretText secret(token.data(), token.size());
    explicit_bzero(token.data(), token.size());
    return secret;
  });

  rbd.blocking("mirrorImportToken", [](rados::Pool& pool, const SecretText& token, uint32_t direction) {
    check("rbd_mirror_peer_bootstrap_import",
          symbols().rbd_mirror_peer_bootstrap_import(pool.get(), static_cast<rbd_mirror_peer_direction_t>(direction),
                                                     token.text().c_str()));
  });

  // Names and values, each ended by a NUL, one after the other: a key among them.
  rbd.blocking("mirrorPeerAttributes", [](rados::Pool& pool, const std::string& id) {
    size_t keysSize = 1024, valuesSize = 4096;
    for (;;) {
      std::string keys(keysSize, '\0'), values(valuesSize, '\0');
      size_t count = 0;
      const int result = symbols().rbd_mirror_peer_site_get_attributes(pool.get(), id.c_str(), keys.data(), &keysSize,
                                                                       values.data(), &valuesSize, &count);
      if (result == -ERANGE && (keysSize > keys.size() || valuesSize > values.size())) continue;
      check("rbd_mirror_peer_site_get_attributes", result);
      std::vector<std::pair<std::string, SecretText>> attributes;
      const char *key = keys.c_str(), *value = values.c_str();
      for (size_t index = 0; index < count; ++index) {
        attributes.emplace_back(key, SecretText(value, strlen(value)));
        key += strlen(key) + 1;
        value += strlen(value) + 1;
      }
      explicit_bzero(values.data(), values.size());
      return attributes;
    }
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
    return rados::grownText("rbd_mirror_remote_namespace_get", 256, [&](char* name, size_t size) {
      return symbols().rbd_mirror_remote_namespace_get(pool.get(), name, &size);
    });
  });

  rbd.blocking("mirrorSetRemoteNamespace", [](rados::Pool& pool, const std::string& name) {
    check("rbd_mirror_remote_namespace_set", symbols().rbd_mirror_remote_namespace_set(pool.get(), name.c_str()));
  });
}

}  // namespace cephvirt::rbd

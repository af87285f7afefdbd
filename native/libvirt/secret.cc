#include "libvirt/calls.h"

namespace cephvirt::libvirt {

SecretRecord record(const std::shared_ptr<Connection>& connection, virSecretPtr secret) {
  auto handle = Handle::create<Secret>(connection, secret);
  char uuid[VIR_UUID_STRING_BUFLEN];
  call(symbols().virSecretGetUUIDString, secret, uuid);
  const int usageType = call(symbols().virSecretGetUsageType, secret);
  const char* usageId = symbols().virSecretGetUsageID(secret);
  return {std::move(handle), uuid, usageType, usageId != nullptr ? usageId : ""};
}

void bindSecrets(Library& libvirt) {
  libvirt.blocking("secretList", [](Connection& connection, uint32_t flags) {
    List<SecretTraits> list;
    list.fill(symbols().virConnectListAllSecrets, connection.get(), flags);
    return list.records(connection.shared<Connection>());
  });
  libvirt.blocking("secretByUuid", [](Connection& connection, const std::string& uuid) {
    return record(connection.shared<Connection>(),
                  call(symbols().virSecretLookupByUUIDString, connection.get(), uuid.c_str()));
  });
  libvirt.blocking("secretByUsage", [](Connection& connection, int32_t usageType, const std::string& usageId) {
    return record(connection.shared<Connection>(),
                  call(symbols().virSecretLookupByUsage, connection.get(), usageType, usageId.c_str()));
  });
  libvirt.blocking("secretDefine", [](Connection& connection, const std::string& xml, uint32_t flags) {
    return record(connection.shared<Connection>(),
                  call(symbols().virSecretDefineXML, connection.get(), xml.c_str(), flags));
  });

  libvirt.blocking("secretSetValue", [](Secret& secret, const SecretText& value) {
    const std::string& bytes = value.text();
    call(symbols().virSecretSetValue, secret.get(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
         0U);
  });
  libvirt.blocking("secretValue", [](Secret& secret) {
    size_t size = 0;
    unsigned char* bytes = call(symbols().virSecretGetValue, secret.get(), &size, 0U);
    SecretText value(reinterpret_cast<const char*>(bytes), size);
    explicit_bzero(bytes, size);
    std::free(bytes);
    return value;
  });
  libvirt.blocking("secretUndefine", [](Secret& secret) { call(symbols().virSecretUndefine, secret.get()); });
  libvirt.blocking("secretXml",
                   [](Secret& secret) { return owned(call(symbols().virSecretGetXMLDesc, secret.get(), 0U)); });
}

}  // namespace cephvirt::libvirt

#include "libvirt/calls.h"

namespace cephvirt::libvirt {

void bindSecrets(Library& libvirt) {
  libvirt.blocking("secretSetValue", [](Secret& secret, const SecretText& value) {
    const std::string& bytes = value.text();
    call(symbols().virSecretSetValue, secret.get(), reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
         0U);
  });
  libvirt.blocking("secretGetValue", [](Secret& secret) {
    size_t size = 0;
    unsigned char* bytes = call(symbols().virSecretGetValue, secret.get(), &size, 0U);
    SecretText value(reinterpret_cast<const char*>(bytes), size);
    explicit_bzero(bytes, size);
    std::free(bytes);
    return value;
  });
}

}  // namespace cephvirt::libvirt

#include "libvirt/calls.h"
#include "libvirt/parameters.h"

// What the agent in a guest answers.
namespace cephvirt::libvirt {

namespace {

struct FileSystem {
  std::string mountpoint, name, type;
  std::vector<std::string> devices;

  static constexpr auto fields() {
    using F = FileSystem;
    return fieldsOf(field("mountpoint", &F::mountpoint), field("name", &F::name), field("type", &F::type),
                    field("devices", &F::devices));
  }
};

struct Address {
  int type;
  std::string address;
  uint32_t prefix;

  static constexpr auto fields() {
    using A = Address;
    return fieldsOf(field("type", &A::type), field("address", &A::address), field("prefix", &A::prefix));
  }
};

struct GuestInterface {
  std::string name;
  std::optional<std::string> mac;
  std::vector<Address> addresses;

  static constexpr auto fields() {
    using I = GuestInterface;
    return fieldsOf(field("name", &I::name), field("mac", &I::mac), field("addresses", &I::addresses));
  }
};

struct Time {
  int64_t seconds;
  uint32_t nanoseconds;

  static constexpr auto fields() {
    return fieldsOf(field("seconds", &Time::seconds), field("nanoseconds", &Time::nanoseconds));
  }
};

std::string orEmpty(const char* text) { return text != nullptr ? text : ""; }

}  // namespace

void bindDomainGuest(Library& libvirt) {
  libvirt.blocking("domainGetFSInfo", [](Domain& domain, uint32_t flags) {
    virDomainFSInfoPtr* infos = nullptr;
    const int count = call(symbols().virDomainGetFSInfo, domain.get(), &infos, flags);
    std::vector<FileSystem> systems;
    for (int index = 0; index < count; ++index) {
      const virDomainFSInfoPtr info = infos[index];
      std::vector<std::string> devices(info->devAlias, info->devAlias + info->ndevAlias);
      systems.push_back({orEmpty(info->mountpoint), orEmpty(info->name), orEmpty(info->fstype), std::move(devices)});
      symbols().virDomainFSInfoFree(info);
    }
    std::free(infos);
    return systems;
  });

  libvirt.blocking("domainInterfaceAddresses", [](Domain& domain, uint32_t source, uint32_t flags) {
    virDomainInterfacePtr* found = nullptr;
    const int count = call(symbols().virDomainInterfaceAddresses, domain.get(), &found, source, flags);
    std::vector<GuestInterface> interfaces;
    for (int index = 0; index < count; ++index) {
      const virDomainInterfacePtr entry = found[index];
      GuestInterface interface {
        orEmpty(entry->name), std::nullopt, {}
      };
      if (entry->hwaddr != nullptr) interface.mac = entry->hwaddr;
      for (unsigned address = 0; address < entry->naddrs; ++address) {
        const virDomainIPAddress& ip = entry->addrs[address];
        interface.addresses.push_back({ip.type, orEmpty(ip.addr), ip.prefix});
      }
      interfaces.push_back(std::move(interface));
      symbols().virDomainInterfaceFree(entry);
    }
    std::free(found);
    return interfaces;
  });

  libvirt.blocking("domainGetTime", [](Domain& domain, uint32_t flags) {
    long long seconds = 0;
    Time time{};
    call(symbols().virDomainGetTime, domain.get(), &seconds, &time.nanoseconds, flags);
    time.seconds = seconds;
    return time;
  });

  libvirt.blocking(
      "domainSetUserPassword", [](Domain& domain, const std::string& user, const SecretText& password, uint32_t flags) {
        call(symbols().virDomainSetUserPassword, domain.get(), user.c_str(), password.text().c_str(), flags);
      });
}

}  // namespace cephvirt::libvirt

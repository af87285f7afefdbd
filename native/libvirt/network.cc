#include "libvirt/calls.h"

namespace cephvirt::libvirt {

namespace {

struct DhcpLease {
  std::string interface;
  int64_t expiry;  // ms since 1970; 0: never
  int type;
  std::optional<std::string> mac, iaid;
  std::string address;
  uint32_t prefix;
  std::optional<std::string> hostname, clientId;

  static constexpr auto fields() {
    using L = DhcpLease;
    return fieldsOf(field("interface", &L::interface), field("expiry", &L::expiry), field("type", &L::type),
                    field("mac", &L::mac), field("iaid", &L::iaid), field("address", &L::address),
                    field("prefix", &L::prefix), field("hostname", &L::hostname), field("clientId", &L::clientId));
  }
};

std::optional<std::string> ifAny(const char* text) {
  return text != nullptr ? std::optional<std::string>(text) : std::nullopt;
}

// Leases that libvirt allocated, and their list.
class Leases {
 public:
  Leases() = default;
  Leases(const Leases&) = delete;
  Leases& operator=(const Leases&) = delete;
  ~Leases() {
    for (int index = 0; index < count_; ++index) symbols().virNetworkDHCPLeaseFree(leases_[index]);
    std::free(leases_);
  }

  virNetworkDHCPLeasePtr** out() { return &leases_; }
  std::vector<DhcpLease> take(int count) {
    count_ = count;
    std::vector<DhcpLease> taken;
    taken.reserve(static_cast<size_t>(count));
    for (int index = 0; index < count; ++index) {
      const virNetworkDHCPLease& lease = *leases_[index];
      taken.push_back({lease.iface, int64_t{lease.expirytime} * 1000, lease.type, ifAny(lease.mac), ifAny(lease.iaid),
                       lease.ipaddr, lease.prefix, ifAny(lease.hostname), ifAny(lease.clientid)});
    }
    return taken;
  }

 private:
  virNetworkDHCPLeasePtr* leases_ = nullptr;
  int count_ = 0;
};

}  // namespace

void bindNetworks(Library& libvirt) {
  libvirt.blocking("networkGetDHCPLeases", [](Network& network, const std::optional<std::string>& mac, uint32_t flags) {
    Leases leases;
    return leases.take(
        call(symbols().virNetworkGetDHCPLeases, network.get(), mac ? mac->c_str() : nullptr, leases.out(), flags));
  });
}

}  // namespace cephvirt::libvirt

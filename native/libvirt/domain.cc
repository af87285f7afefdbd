#include "libvirt/calls.h"

namespace cephvirt::libvirt {

namespace {

struct DomainState {
  int state, reason;

  static constexpr auto fields() {
    return fieldsOf(field("state", &DomainState::state), field("reason", &DomainState::reason));
  }
};

}  // namespace

DomainInfo infoOf(virDomainPtr domain) {
  virDomainInfo info{};
  call(symbols().virDomainGetInfo, domain, &info);
  return {info.state, uint64_t{info.maxMem} * 1024, uint64_t{info.memory} * 1024, info.nrVirtCpu, Id{info.cpuTime}};
}

void bindDomains(Library& libvirt) {
  // A reference remembers the id of the day it was made: ask with a new one.
  libvirt.blocking("domainGetID", [](Domain& domain) -> std::optional<uint32_t> {
    char uuid[VIR_UUID_STRING_BUFLEN];
    call(symbols().virDomainGetUUIDString, domain.get(), uuid);
    const virDomainPtr current = call(symbols().virDomainLookupByUUIDString, domain.connection()->get(), uuid);
    const unsigned id = symbols().virDomainGetID(current);
    symbols().virDomainFree(current);
    if (id == static_cast<unsigned>(-1)) return std::nullopt;
    return id;
  });

  libvirt.blocking("domainGetState", [](Domain& domain) {
    DomainState state{};
    call(symbols().virDomainGetState, domain.get(), &state.state, &state.reason, 0U);
    return state;
  });
  libvirt.blocking("domainGetInfo", [](Domain& domain) { return infoOf(domain.get()); });
}

}  // namespace cephvirt::libvirt

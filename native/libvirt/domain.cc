#include "libvirt/calls.h"

namespace cephvirt::libvirt {

namespace {

struct DomainState {
  int state, reason;

  static constexpr auto fields() {
    return fieldsOf(field("state", &DomainState::state), field("reason", &DomainState::reason));
  }
};

struct DomainInfo {
  int state;
  uint64_t maxMemory, memory;  // bytes
  uint32_t vcpus;
  Id cpuTime;  // nanoseconds

  static constexpr auto fields() {
    using I = DomainInfo;
    return fieldsOf(field("state", &I::state), field("maxMemory", &I::maxMemory), field("memory", &I::memory),
                    field("vcpus", &I::vcpus), field("cpuTime", &I::cpuTime));
  }
};

}  // namespace

Named<Domain> record(const std::shared_ptr<Connection>& connection, virDomainPtr domain) {
  auto handle = Handle::create<Domain>(connection, domain);
  char uuid[VIR_UUID_STRING_BUFLEN];
  call(symbols().virDomainGetUUIDString, domain, uuid);
  return {std::move(handle), call(symbols().virDomainGetName, domain), uuid};
}

void bindDomains(Library& libvirt) {
  libvirt.blocking("domainList", [](Connection& connection, uint32_t flags) {
    List<DomainTraits> list;
    list.fill(symbols().virConnectListAllDomains, connection.get(), flags);
    return list.records(connection.shared<Connection>());
  });
  libvirt.blocking("domainByName", [](Connection& connection, const std::string& name) {
    return record(connection.shared<Connection>(),
                  call(symbols().virDomainLookupByName, connection.get(), name.c_str()));
  });
  libvirt.blocking("domainByUuid", [](Connection& connection, const std::string& uuid) {
    return record(connection.shared<Connection>(),
                  call(symbols().virDomainLookupByUUIDString, connection.get(), uuid.c_str()));
  });
  libvirt.blocking("domainById", [](Connection& connection, int32_t id) {
    return record(connection.shared<Connection>(), call(symbols().virDomainLookupByID, connection.get(), id));
  });
  libvirt.blocking("domainDefine", [](Connection& connection, const std::string& xml, uint32_t flags) {
    return record(connection.shared<Connection>(),
                  call(symbols().virDomainDefineXMLFlags, connection.get(), xml.c_str(), flags));
  });
  libvirt.blocking("domainCreate", [](Connection& connection, const std::string& xml, uint32_t flags) {
    return record(connection.shared<Connection>(),
                  call(symbols().virDomainCreateXML, connection.get(), xml.c_str(), flags));
  });

  // A reference remembers the id of the day it was made: ask with a new one.
  libvirt.blocking("domainId", [](Domain& domain) -> std::optional<uint32_t> {
    char uuid[VIR_UUID_STRING_BUFLEN];
    call(symbols().virDomainGetUUIDString, domain.get(), uuid);
    const virDomainPtr current = call(symbols().virDomainLookupByUUIDString, domain.connection()->get(), uuid);
    const unsigned id = symbols().virDomainGetID(current);
    symbols().virDomainFree(current);
    if (id == static_cast<unsigned>(-1)) return std::nullopt;
    return id;
  });

  libvirt.blocking("domainStart", [](Domain& domain, uint32_t flags) {
    call(symbols().virDomainCreateWithFlags, domain.get(), flags);
  });
  libvirt.blocking("domainShutdown",
                   [](Domain& domain, uint32_t flags) { call(symbols().virDomainShutdownFlags, domain.get(), flags); });
  libvirt.blocking("domainReboot",
                   [](Domain& domain, uint32_t flags) { call(symbols().virDomainReboot, domain.get(), flags); });
  libvirt.urgent("domainReset", [](Domain& domain) { call(symbols().virDomainReset, domain.get(), 0U); });
  libvirt.blocking("domainSuspend", [](Domain& domain) { call(symbols().virDomainSuspend, domain.get()); });
  libvirt.blocking("domainResume", [](Domain& domain) { call(symbols().virDomainResume, domain.get()); });
  libvirt.urgent("domainDestroy",
                 [](Domain& domain, uint32_t flags) { call(symbols().virDomainDestroyFlags, domain.get(), flags); });
  libvirt.blocking("domainUndefine",
                   [](Domain& domain, uint32_t flags) { call(symbols().virDomainUndefineFlags, domain.get(), flags); });

  libvirt.blocking("domainXml", [](Domain& domain, uint32_t flags) {
    return owned(call(symbols().virDomainGetXMLDesc, domain.get(), flags));
  });
  libvirt.blocking("domainState", [](Domain& domain) {
    DomainState state{};
    call(symbols().virDomainGetState, domain.get(), &state.state, &state.reason, 0U);
    return state;
  });
  libvirt.blocking("domainInfo", [](Domain& domain) {
    virDomainInfo info{};
    call(symbols().virDomainGetInfo, domain.get(), &info);
    return DomainInfo{info.state, uint64_t{info.maxMem} * 1024, uint64_t{info.memory} * 1024, info.nrVirtCpu,
                      Id{info.cpuTime}};
  });
  libvirt.blocking("domainAutostart", [](Domain& domain) {
    int autostart = 0;
    call(symbols().virDomainGetAutostart, domain.get(), &autostart);
    return autostart != 0;
  });
  libvirt.blocking("domainSetAutostart", [](Domain& domain, bool autostart) {
    call(symbols().virDomainSetAutostart, domain.get(), autostart ? 1 : 0);
  });
  libvirt.blocking("domainIsActive",
                   [](Domain& domain) { return call(symbols().virDomainIsActive, domain.get()) == 1; });
  libvirt.blocking("domainIsPersistent",
                   [](Domain& domain) { return call(symbols().virDomainIsPersistent, domain.get()) == 1; });
}

}  // namespace cephvirt::libvirt

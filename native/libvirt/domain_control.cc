#include "libvirt/calls.h"
#include "libvirt/parameters.h"

namespace cephvirt::libvirt {

namespace {

struct ControlInfo {
  uint32_t state, details;
  uint64_t stateTime;  // milliseconds

  static constexpr auto fields() {
    using I = ControlInfo;
    return fieldsOf(field("state", &I::state), field("details", &I::details), field("stateTime", &I::stateTime));
  }
};

struct SecurityLabel {
  std::string label;
  bool enforcing;

  static constexpr auto fields() {
    return fieldsOf(field("label", &SecurityLabel::label), field("enforcing", &SecurityLabel::enforcing));
  }
};

SecurityLabel labelOf(const virSecurityLabel& label) {
  return {std::string(label.label, strnlen(label.label, sizeof label.label)), label.enforcing != 0};
}

struct SchedulerType {
  std::string name;
  int parameters;

  static constexpr auto fields() {
    return fieldsOf(field("name", &SchedulerType::name), field("parameters", &SchedulerType::parameters));
  }
};

using Files = std::vector<int>;

}  // namespace

void bindDomainControls(Library& libvirt) {
  libvirt.blocking("domainGetControlInfo", [](Domain& domain) {
    virDomainControlInfo info{};
    call(symbols().virDomainGetControlInfo, domain.get(), &info, 0U);
    return ControlInfo{info.state, info.details, info.stateTime};
  });
  libvirt.blocking("domainGetSecurityLabel", [](Domain& domain) {
    virSecurityLabel label{};
    call(symbols().virDomainGetSecurityLabel, domain.get(), &label);
    return labelOf(label);
  });
  libvirt.blocking("domainGetSecurityLabelList", [](Domain& domain) {
    virSecurityLabelPtr list = nullptr;
    const int count = call(symbols().virDomainGetSecurityLabelList, domain.get(), &list);
    const std::unique_ptr<virSecurityLabel, void (*)(void*)> freed(list, std::free);
    std::vector<SecurityLabel> labels;
    for (int index = 0; index < count; ++index) labels.push_back(labelOf(list[index]));
    return labels;
  });
  libvirt.blocking("domainGetMaxMemory",
                   [](Domain& domain) -> uint64_t { return call(symbols().virDomainGetMaxMemory, domain.get()); });
  libvirt.blocking("domainGetSchedulerType", [](Domain& domain) {
    int parameters = 0;
    const std::string name = owned(call(symbols().virDomainGetSchedulerType, domain.get(), &parameters));
    return SchedulerType{name, parameters};
  });
  // How many there are is told by the scheduler's type, and nowhere else.
  libvirt.blocking("domainGetSchedulerParametersFlags", [](Domain& domain, uint32_t flags) {
    return Parameters::filled([&](virTypedParameterPtr rows, int* count) {
      if (rows == nullptr) {
        owned(call(symbols().virDomainGetSchedulerType, domain.get(), count));
      } else if (flags == 0) {  // what every driver has
        call(symbols().virDomainGetSchedulerParameters, domain.get(), rows, count);
      } else {
        call(symbols().virDomainGetSchedulerParametersFlags, domain.get(), rows, count, flags);
      }
    });
  });
  libvirt.blocking("domainSendKey", [](Domain& domain, uint32_t set, uint32_t milliseconds,
                                       const std::vector<uint32_t>& keys, uint32_t flags) {
    std::vector<unsigned> codes(keys.begin(), keys.end());
    call(symbols().virDomainSendKey, domain.get(), set, milliseconds, codes.data(), static_cast<int>(codes.size()),
         flags);
  });

  // Files that are open in this process, by their descriptors, which stay the caller's.
  libvirt.blocking("domainCreateWithFiles", [](Domain& domain, const Files& files, uint32_t flags) {
    Files given = files;
    call(symbols().virDomainCreateWithFiles, domain.get(), static_cast<unsigned>(given.size()), given.data(), flags);
  });
  libvirt.blocking("domainCreateXMLWithFiles",
                   [](Connection& connection, const std::string& xml, const Files& files, uint32_t flags) {
                     Files given = files;
                     return record(connection.shared<Connection>(),
                                   call(symbols().virDomainCreateXMLWithFiles, connection.get(), xml.c_str(),
                                        static_cast<unsigned>(given.size()), given.data(), flags));
                   });
  libvirt.blocking("domainFDAssociate",
                   [](Domain& domain, const std::string& name, const Files& files, uint32_t flags) {
                     Files given = files;
                     call(symbols().virDomainFDAssociate, domain.get(), name.c_str(),
                          static_cast<unsigned>(given.size()), given.data(), flags);
                   });
}

}  // namespace cephvirt::libvirt

#include "libvirt/calls.h"
#include "libvirt/parameters.h"

namespace cephvirt::libvirt {

namespace {

// Bytes and milliseconds.
struct JobInfo {
  int type;
  uint64_t timeElapsed, timeRemaining;
  uint64_t dataTotal, dataProcessed, dataRemaining;
  uint64_t memoryTotal, memoryProcessed, memoryRemaining;
  uint64_t fileTotal, fileProcessed, fileRemaining;

  static constexpr auto fields() {
    using I = JobInfo;
    return fieldsOf(field("type", &I::type), field("timeElapsed", &I::timeElapsed),
                    field("timeRemaining", &I::timeRemaining), field("dataTotal", &I::dataTotal),
                    field("dataProcessed", &I::dataProcessed), field("dataRemaining", &I::dataRemaining),
                    field("memoryTotal", &I::memoryTotal), field("memoryProcessed", &I::memoryProcessed),
                    field("memoryRemaining", &I::memoryRemaining), field("fileTotal", &I::fileTotal),
                    field("fileProcessed", &I::fileProcessed), field("fileRemaining", &I::fileRemaining));
  }
};

struct JobStats {
  int type;
  Parameters values;

  static constexpr auto fields() {
    return fieldsOf(field("type", &JobStats::type), field("values", &JobStats::values));
  }
};

}  // namespace

void bindMigration(Library& libvirt) {
  // Both ends are kept open by the call. It runs on a thread of the source.
  libvirt.blocking("domainMigrate3",
                   [](Domain& domain, Connection& destination, const Parameters& parameters, uint32_t flags) {
                     return record(destination.shared<Connection>(),
                                   call(symbols().virDomainMigrate3, domain.get(), destination.get(), parameters.rows(),
                                        static_cast<unsigned>(parameters.size()), flags));
                   });
  libvirt.blocking("domainMigrateToURI3", [](Domain& domain, const std::optional<std::string>& uri,
                                             const Parameters& parameters, uint32_t flags) {
    call(symbols().virDomainMigrateToURI3, domain.get(), uri ? uri->c_str() : nullptr, parameters.rows(),
         static_cast<unsigned>(parameters.size()), flags);
  });

  libvirt.blocking("domainGetJobInfo", [](Domain& domain) {
    virDomainJobInfo info{};
    call(symbols().virDomainGetJobInfo, domain.get(), &info);
    return JobInfo{info.type,          info.timeElapsed,   info.timeRemaining, info.dataTotal,
                   info.dataProcessed, info.dataRemaining, info.memTotal,      info.memProcessed,
                   info.memRemaining,  info.fileTotal,     info.fileProcessed, info.fileRemaining};
  });
  libvirt.blocking("domainGetJobStats", [](Domain& domain, uint32_t flags) {
    int type = 0;
    virTypedParameterPtr rows = nullptr;
    int count = 0;
    call(symbols().virDomainGetJobStats, domain.get(), &type, &rows, &count, flags);
    return JobStats{type, Parameters::owning(rows, static_cast<size_t>(count))};
  });
}

}  // namespace cephvirt::libvirt

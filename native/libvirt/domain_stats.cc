#include "libvirt/calls.h"
#include "libvirt/parameters.h"

namespace cephvirt::libvirt {

namespace {

struct InterfaceStatistics {
  int64_t rxBytes, rxPackets, rxErrors, rxDropped, txBytes, txPackets, txErrors, txDropped;

  static constexpr auto fields() {
    using S = InterfaceStatistics;
    return fieldsOf(field("rxBytes", &S::rxBytes), field("rxPackets", &S::rxPackets), field("rxErrors", &S::rxErrors),
                    field("rxDropped", &S::rxDropped), field("txBytes", &S::txBytes), field("txPackets", &S::txPackets),
                    field("txErrors", &S::txErrors), field("txDropped", &S::txDropped));
  }
};

}  // namespace

void bindDomainStatistics(Library& libvirt) {
  // Undefined if it has gone.
  libvirt.blocking("domainGetStats", [](Domain& domain, uint32_t stats, uint32_t flags) -> std::optional<Parameters> {
    virDomainPtr domains[] = {domain.get(), nullptr};
    virDomainStatsRecordPtr* records = nullptr;
    const int count = call(symbols().virDomainListGetStats, domains, stats, &records, flags);
    const StatisticsRecords freed(records);
    if (count == 0) return std::nullopt;
    return Parameters::copied(records[0]->params, static_cast<size_t>(records[0]->nparams));
  });
  libvirt.blocking("domainInterfaceStats", [](Domain& domain, const std::string& device) {
    virDomainInterfaceStatsStruct s{};
    call(symbols().virDomainInterfaceStats, domain.get(), device.c_str(), &s, sizeof s);
    return InterfaceStatistics{s.rx_bytes, s.rx_packets, s.rx_errs, s.rx_drop,
                               s.tx_bytes, s.tx_packets, s.tx_errs, s.tx_drop};
  });
  // [tag, value] pairs
  libvirt.blocking("domainMemoryStats", [](Domain& domain, uint32_t flags) {
    constexpr unsigned kMost = 64;  // more than any libvirt has tags
    virDomainMemoryStatStruct stats[kMost];
    const int count = call(symbols().virDomainMemoryStats, domain.get(), stats, kMost, flags);
    std::vector<std::pair<int, Id>> pairs;
    for (int index = 0; index < count; ++index) pairs.emplace_back(stats[index].tag, Id{stats[index].val});
    return pairs;
  });
}

}  // namespace cephvirt::libvirt

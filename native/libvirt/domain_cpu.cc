#include <algorithm>

#include "libvirt/calls.h"
#include "libvirt/parameters.h"

// What libvirt says of CPUs in bitmaps: to JavaScript they are lists of numbers.
namespace cephvirt::libvirt {

namespace {

using Cpus = std::vector<uint32_t>;

struct Vcpu {
  uint32_t number;
  int state;
  Id cpuTime;  // nanoseconds
  int cpu;     // a real one, or virVcpuHostCpuState
  Cpus affinity;

  static constexpr auto fields() {
    using V = Vcpu;
    return fieldsOf(field("number", &V::number), field("state", &V::state), field("cpuTime", &V::cpuTime),
                    field("cpu", &V::cpu), field("affinity", &V::affinity));
  }
};

struct IoThread {
  uint32_t id;
  Cpus affinity;

  static constexpr auto fields() {
    return fieldsOf(field("id", &IoThread::id), field("affinity", &IoThread::affinity));
  }
};

// The length of a bitmap that has a bit for each CPU of the host.
int mapLength(Domain& domain) {
  virNodeInfo info{};
  call(symbols().virNodeGetInfo, domain.connection()->get(), &info);
  return static_cast<int>(VIR_CPU_MAPLEN(VIR_NODEINFO_MAXCPUS(info)));
}

Cpus numbersOf(const unsigned char* map, int length) {
  Cpus numbers;
  for (uint32_t cpu = 0; cpu < static_cast<uint32_t>(length) * 8; ++cpu) {
    if (VIR_CPU_USED(map, cpu)) numbers.push_back(cpu);
  }
  return numbers;
}

std::vector<unsigned char> mapOf(const Cpus& numbers) {
  const uint32_t highest = numbers.empty() ? 0 : *std::max_element(numbers.begin(), numbers.end());
  std::vector<unsigned char> map(VIR_CPU_MAPLEN(highest + 1), 0);
  for (const uint32_t cpu : numbers) VIR_USE_CPU(map, cpu);
  return map;
}

}  // namespace

void bindDomainCpus(Library& libvirt) {
  libvirt.blocking("domainGetVcpus", [](Domain& domain) {
    const int count = call(symbols().virDomainGetVcpusFlags, domain.get(), unsigned{VIR_DOMAIN_AFFECT_LIVE});
    const int length = mapLength(domain);
    std::vector<virVcpuInfo> infos(static_cast<size_t>(count));
    std::vector<unsigned char> maps(static_cast<size_t>(count) * static_cast<size_t>(length));
    const int filled = call(symbols().virDomainGetVcpus, domain.get(), infos.data(), count, maps.data(), length);
    std::vector<Vcpu> vcpus;
    for (int index = 0; index < filled; ++index) {
      const virVcpuInfo& info = infos[static_cast<size_t>(index)];
      vcpus.push_back({info.number, info.state, Id{info.cpuTime}, info.cpu,
                       numbersOf(VIR_GET_CPUMAP(maps.data(), length, index), length)});
    }
    return vcpus;
  });

  libvirt.blocking("domainGetVcpuPinInfo", [](Domain& domain, uint32_t flags) {
    const unsigned all = (flags & VIR_DOMAIN_AFFECT_CONFIG) | VIR_DOMAIN_VCPU_MAXIMUM;
    const int count = call(symbols().virDomainGetVcpusFlags, domain.get(), all);
    const int length = mapLength(domain);
    std::vector<unsigned char> maps(static_cast<size_t>(count) * static_cast<size_t>(length));
    const int filled = call(symbols().virDomainGetVcpuPinInfo, domain.get(), count, maps.data(), length, flags);
    std::vector<Cpus> pins;
    for (int index = 0; index < filled; ++index) {
      pins.push_back(numbersOf(VIR_GET_CPUMAP(maps.data(), length, index), length));
    }
    return pins;
  });
  libvirt.blocking("domainGetEmulatorPinInfo", [](Domain& domain, uint32_t flags) -> std::optional<Cpus> {
    const int length = mapLength(domain);
    std::vector<unsigned char> map(static_cast<size_t>(length));
    if (call(symbols().virDomainGetEmulatorPinInfo, domain.get(), map.data(), length, flags) == 0) return std::nullopt;
    return numbersOf(map.data(), length);
  });

  libvirt.blocking("domainPinVcpuFlags", [](Domain& domain, uint32_t vcpu, const Cpus& cpus, uint32_t flags) {
    auto map = mapOf(cpus);
    call(symbols().virDomainPinVcpuFlags, domain.get(), vcpu, map.data(), static_cast<int>(map.size()), flags);
  });
  libvirt.blocking("domainPinEmulator", [](Domain& domain, const Cpus& cpus, uint32_t flags) {
    auto map = mapOf(cpus);
    call(symbols().virDomainPinEmulator, domain.get(), map.data(), static_cast<int>(map.size()), flags);
  });
  libvirt.blocking("domainPinIOThread", [](Domain& domain, uint32_t thread, const Cpus& cpus, uint32_t flags) {
    auto map = mapOf(cpus);
    call(symbols().virDomainPinIOThread, domain.get(), thread, map.data(), static_cast<int>(map.size()), flags);
  });

  libvirt.blocking("domainGetIOThreadInfo", [](Domain& domain, uint32_t flags) {
    virDomainIOThreadInfoPtr* infos = nullptr;
    const int count = call(symbols().virDomainGetIOThreadInfo, domain.get(), &infos, flags);
    std::vector<IoThread> threads;
    for (int index = 0; index < count; ++index) {
      threads.push_back({infos[index]->iothread_id, numbersOf(infos[index]->cpumap, infos[index]->cpumaplen)});
      symbols().virDomainIOThreadInfoFree(infos[index]);
    }
    std::free(infos);
    return threads;
  });

  // Those of the whole domain with `start` -1; else those of each CPU from there on.
  libvirt.blocking("domainGetCPUStats", [](Domain& domain, int32_t start, uint32_t cpus, uint32_t flags) {
    const auto& function = symbols().virDomainGetCPUStats;
    const int each = call(function, domain.get(), nullptr, 0U, start, 1U, flags);
    std::vector<virTypedParameter> rows(static_cast<size_t>(each) * cpus);
    call(function, domain.get(), rows.data(), static_cast<unsigned>(each), start, cpus, flags);
    std::vector<Parameters> statistics;
    for (uint32_t cpu = 0; cpu < cpus; ++cpu) {
      const virTypedParameter* first = rows.data() + static_cast<size_t>(cpu) * static_cast<size_t>(each);
      // A CPU that is offline has none.
      const auto known = std::count_if(first, first + each, [](const auto& row) { return row.field[0] != '\0'; });
      statistics.push_back(Parameters::copied(first, static_cast<size_t>(known)));
    }
    return statistics;
  });
  libvirt.blocking("domainGetCPUStatsCount", [](Domain& domain) {
    return call(symbols().virDomainGetCPUStats, domain.get(), nullptr, 0U, 0, 0U, 0U);
  });
}

}  // namespace cephvirt::libvirt

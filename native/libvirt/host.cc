#include "libvirt/calls.h"
#include "libvirt/parameters.h"

namespace cephvirt::libvirt {

namespace {

struct CpuMap {
  int32_t cpus;
  uint32_t online;
  std::vector<int32_t> numbers;  // of those that are online

  static constexpr auto fields() {
    return fieldsOf(field("cpus", &CpuMap::cpus), field("online", &CpuMap::online), field("numbers", &CpuMap::numbers));
  }
};

struct SecurityModel {
  std::string model, domainOfInterpretation;

  static constexpr auto fields() {
    using M = SecurityModel;
    return fieldsOf(field("model", &M::model), field("domainOfInterpretation", &M::domainOfInterpretation));
  }
};

template <size_t Size>
std::string textOf(const char (&text)[Size]) {
  return {text, strnlen(text, Size)};
}

const char* orNull(const std::optional<std::string>& text) { return text ? text->c_str() : nullptr; }

// Statistics, which libvirt gives as pairs of a name and a number: asked for their count first.
template <class Row, class Fill>
std::vector<std::pair<std::string, Id>> statistics(Fill fill) {
  int count = 0;
  fill(nullptr, &count);
  std::vector<Row> rows(static_cast<size_t>(count));
  if (count > 0) fill(rows.data(), &count);
  rows.resize(static_cast<size_t>(count));
  std::vector<std::pair<std::string, Id>> named;
  named.reserve(rows.size());
  for (const Row& row : rows) named.emplace_back(textOf(row.field), Id{row.value});
  return named;
}

}  // namespace

void bindHost(Library& libvirt) {
  libvirt.blocking("nodeGetCPUMap", [](Connection& connection) {
    unsigned char* bits = nullptr;
    unsigned online = 0;
    const int cpus = call(symbols().virNodeGetCPUMap, connection.get(), &bits, &online, 0U);
    const std::unique_ptr<unsigned char, void (*)(void*)> freed(bits, std::free);
    CpuMap map{cpus, online, {}};
    for (int cpu = 0; cpu < cpus; ++cpu) {
      if ((bits[cpu / 8] & (1U << (cpu % 8))) != 0) map.numbers.push_back(cpu);
    }
    return map;
  });
  libvirt.blocking("nodeGetCPUStats", [](Connection& connection, int32_t cpu) {
    return statistics<virNodeCPUStats>([&](virNodeCPUStatsPtr rows, int* count) {
      call(symbols().virNodeGetCPUStats, connection.get(), cpu, rows, count, 0U);
    });
  });
  libvirt.blocking("nodeGetMemoryStats", [](Connection& connection, int32_t cell) {
    return statistics<virNodeMemoryStats>([&](virNodeMemoryStatsPtr rows, int* count) {
      call(symbols().virNodeGetMemoryStats, connection.get(), cell, rows, count, 0U);
    });
  });
  libvirt.blocking("nodeGetCellsFreeMemory", [](Connection& connection, int32_t first, int32_t count) {
    std::vector<unsigned long long> bytes(static_cast<size_t>(count));
    const int filled = call(symbols().virNodeGetCellsFreeMemory, connection.get(), bytes.data(), first, count);
    bytes.resize(static_cast<size_t>(filled));
    return bytes;
  });
  // For each cell the pages of each size, one cell after the other.
  libvirt.blocking("nodeGetFreePages", [](Connection& connection, const std::vector<uint32_t>& sizes, int32_t first,
                                          uint32_t cells) {
    std::vector<uint32_t> asked = sizes;
    std::vector<unsigned long long> counts(sizes.size() * cells);
    const int filled = call(symbols().virNodeGetFreePages, connection.get(), static_cast<unsigned>(asked.size()),
                            asked.data(), first, cells, counts.data(), 0U);
    // libvirt's test driver fills all and says 0.
    if (filled > 0) counts.resize(static_cast<size_t>(filled));
    return counts;
  });
  libvirt.blocking("nodeAllocPages",
                   [](Connection& connection, const std::vector<uint32_t>& sizes, const std::vector<double>& counts,
                      int32_t first, uint32_t cells, uint32_t flags) {
                     std::vector<uint32_t> asked = sizes;
                     std::vector<unsigned long long> pages(counts.begin(), counts.end());
                     if (asked.size() != pages.size())
                       throw ArgumentError(ArgumentError::Reason::range, "A count for each size");
                     return call(symbols().virNodeAllocPages, connection.get(), static_cast<unsigned>(asked.size()),
                                 asked.data(), pages.data(), first, cells, flags);
                   });
  libvirt.blocking("nodeGetSecurityModel", [](Connection& connection) {
    virSecurityModel model{};
    call(symbols().virNodeGetSecurityModel, connection.get(), &model);
    return SecurityModel{textOf(model.model), textOf(model.doi)};
  });
  libvirt.blocking(
      "connectBaselineHypervisorCPU",
      [](Connection& connection, const std::optional<std::string>& emulator, const std::optional<std::string>& arch,
         const std::optional<std::string>& machine, const std::optional<std::string>& virtType,
         const std::vector<std::string>& cpus, uint32_t flags) {
        std::vector<const char*> pointers = pointersTo(cpus);
        return owned(call(symbols().virConnectBaselineHypervisorCPU, connection.get(), orNull(emulator), orNull(arch),
                          orNull(machine), orNull(virtType), pointers.data(), static_cast<unsigned>(pointers.size()),
                          flags));
      });
}

}  // namespace cephvirt::libvirt

#pragma once

#include <cstdlib>
#include <type_traits>

#include "libvirt/handles.h"
#include "libvirt/symbols.h"
#include "runtime/call.h"

namespace cephvirt::libvirt {

// libvirt's own account of the last failed call of this thread, as Failure "libvirt".
Failure failure(const char* function);

// Calls a function of libvirt and throws what libvirt says if it failed (a negative number, or null; 0 with an account
// where the number has no sign). The account is per thread, so it is taken here, on the thread that made the call.
template <class R, class... A, class... Given>
R call(const Symbol<R(A...)>& function, Given... arguments) {
  const R result = function(arguments...);
  if constexpr (std::is_pointer_v<R>) {
    if (result == nullptr) throw failure(function.name());
  } else if constexpr (std::is_unsigned_v<R>) {
    // Every call forgets the account of the one before it.
    const virErrorPtr error = result == 0 ? symbols().virGetLastError() : nullptr;
    if (error != nullptr && error->code != VIR_ERR_OK) throw failure(function.name());
  } else {
    if (result < 0) throw failure(function.name());
  }
  return result;
}

// A text that libvirt allocated and we free.
inline std::string owned(char* text) {
  const std::unique_ptr<char, void (*)(void*)> freed(text, std::free);
  return text;
}

// A list of objects that libvirt allocated: those that nobody took over are freed with it.
template <class Traits>
class List {
 public:
  using Pointer = typename Traits::Pointer;

  List() = default;
  List(const List&) = delete;
  List& operator=(const List&) = delete;
  ~List() {
    for (; next_ < count_; ++next_) Traits::free(items_[next_]);
    std::free(items_);
  }

  template <class Function, class Parent>
  void fill(const Function& function, Parent parent, unsigned flags) {
    count_ = call(function, parent, &items_, flags);
  }

  auto records(const std::shared_ptr<Connection>& connection) {
    std::vector<decltype(record(connection, Pointer()))> records;
    records.reserve(static_cast<size_t>(count_));
    while (next_ < count_) records.push_back(record(connection, items_[next_++]));
    return records;
  }

 private:
  Pointer* items_ = nullptr;
  int count_ = 0;
  int next_ = 0;
};

// Statistics of domains that libvirt allocated, as many as the call that filled it said.
struct FreeStatistics {
  void operator()(virDomainStatsRecordPtr* records) const { symbols().virDomainStatsRecordListFree(records); }
};
using StatisticsRecords = std::unique_ptr<virDomainStatsRecordPtr, FreeStatistics>;

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

DomainInfo infoOf(virDomainPtr domain);

// The calls of libvirt by topic; each lives in the file named for it.
void bindBlockDevices(Library& libvirt);
void bindConnections(Library& libvirt);
void bindHost(Library& libvirt);
void bindDomains(Library& libvirt);
void bindDomainControls(Library& libvirt);
void bindDomainCpus(Library& libvirt);
void bindDomainGuest(Library& libvirt);
void bindDomainLists(Library& libvirt);
void bindDomainStatistics(Library& libvirt);
void bindEvents(Library& libvirt);
void bindMigration(Library& libvirt);
void bindQemu(Library& libvirt);
void bindNetworks(Library& libvirt);
void bindNodeDevices(Library& libvirt);
void bindStreams(Library& libvirt);
void bindSecrets(Library& libvirt);
void bindStoragePools(Library& libvirt);
void bindStorageVolumes(Library& libvirt);

}  // namespace cephvirt::libvirt

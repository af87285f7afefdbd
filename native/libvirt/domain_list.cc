#include <algorithm>
#include <atomic>
#include <mutex>
#include <thread>
#include <unordered_map>

#include "libvirt/calls.h"
#include "libvirt/parameters.h"

// Many domains in one call.
namespace cephvirt::libvirt {

namespace {

// Of the five calls of a connection that a libvirt daemon works on at a time, these leave one to everybody else.
constexpr size_t kThreads = 4;
// Fewer are not worth a thread.
constexpr size_t kLeastEach = 8;

struct Entry {
  Named<Domain> domain;
  std::optional<std::string> xml;
  std::optional<DomainInfo> info;
  Parameters statistics;
};

struct Wanted {
  std::optional<uint32_t> xml;  // its flags
  bool info;

  static constexpr auto fields() { return fieldsOf(field("xml", &Wanted::xml), field("info", &Wanted::info)); }
};

// What was read, for JavaScript to take a slice at a time: thousands of domains do not hold up its thread.
class DomainList final : public Handle {
 public:
  DomainList(const std::shared_ptr<Connection>& connection, std::vector<Entry> read)
      : Handle(connection), entries(std::move(read)) {}

  const char* kind() const noexcept override { return "list of domains"; }

  std::vector<Entry> entries;

 protected:
  void release() override { entries.clear(); }
};

struct ListRecord {
  std::shared_ptr<DomainList> handle;
  uint32_t count;

  static constexpr auto fields() {
    return fieldsOf(field("handle", &ListRecord::handle), field("count", &ListRecord::count));
  }
};

ListRecord recordOf(Connection& connection, std::vector<Entry> entries) {
  const auto count = static_cast<uint32_t>(entries.size());
  return {Handle::create<DomainList>(connection.shared<Connection>(), std::move(entries)), count};
}

// Some entries of a list, which they leave.
struct Slice {
  std::vector<Entry> entries;
};

std::vector<Entry> listed(Connection& connection, uint32_t flags) {
  List<DomainTraits> list;
  list.fill(symbols().virConnectListAllDomains, connection.get(), flags);
  std::vector<Entry> entries;
  for (auto& domain : list.records(connection.shared<Connection>())) entries.push_back({std::move(domain), {}, {}, {}});
  return entries;
}

// libvirt's calls are of one answer each: several threads keep several on their way.
template <class Body>
void onThreads(size_t count, Body body) {
  std::atomic<size_t> next = 0;
  std::mutex mutex;
  std::optional<Failure> failure;
  const auto work = [&]() noexcept {
    for (size_t index = next++; index < count; index = next++) {
      try {
        body(index);
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (!failure) failure.emplace(currentFailure());
        next = count;
      }
    }
  };
  std::vector<std::thread> others;
  try {
    while (others.size() + 1 < std::min(kThreads, count / kLeastEach)) others.emplace_back(work);
  } catch (const std::exception&) {
    // then with those that there are
  }
  work();
  for (auto& other : others) other.join();
  if (failure) throw Failure(*failure);
}

// False if the domain has gone in the meantime.
bool read(Entry& entry, const Wanted& wanted) {
  const virDomainPtr domain = entry.domain.handle->get();
  try {
    if (wanted.xml) entry.xml = owned(call(symbols().virDomainGetXMLDesc, domain, *wanted.xml));
    if (wanted.info) entry.info = infoOf(domain);
    return true;
  } catch (const Failure& failure) {
    if (failure.number("errno") == VIR_ERR_NO_DOMAIN) return false;
    throw;
  }
}

// In one call: libvirtd works on them one after the other, however they are asked for.
std::vector<Entry> statisticsOf(Connection& connection, uint32_t stats, uint32_t flags) {
  virDomainStatsRecordPtr* records = nullptr;
  const int count = call(symbols().virConnectGetAllDomainStats, connection.get(), stats, &records, flags);
  const StatisticsRecords freed(records);
  std::vector<Entry> entries;
  entries.reserve(static_cast<size_t>(count));
  for (int index = 0; index < count; ++index) {
    const virDomainStatsRecordPtr taken = records[index];
    call(symbols().virDomainRef, taken->dom);
    const auto rows = static_cast<size_t>(std::exchange(taken->nparams, 0));
    Parameters statistics = Parameters::owning(std::exchange(taken->params, nullptr), rows);
    entries.push_back({record(connection.shared<Connection>(), taken->dom), {}, {}, std::move(statistics)});
  }
  return entries;
}

}  // namespace

}  // namespace cephvirt::libvirt

namespace cephvirt {

// As columns: an object for each domain would cost more than all that is in it.
template <>
struct Convert<libvirt::Slice> {
  static Napi::Value toJs(Napi::Env env, const libvirt::Slice& slice) {
    const auto& entries = slice.entries;
    auto object = Napi::Object::New(env);
    const auto column = [&](const char* name, auto valueOf) {
      auto array = Napi::Array::New(env, entries.size());
      for (size_t index = 0; index < entries.size(); ++index) {
        const Napi::HandleScope scope(env);
        array.Set(static_cast<uint32_t>(index), valueOf(entries[index]));
      }
      object.Set(name, array);
    };
    column("handles", [&](const auto& entry) { return Environment::of(env).wrap(entry.domain.handle); });
    column("names", [&](const auto& entry) { return Napi::String::New(env, entry.domain.name); });
    column("uuids", [&](const auto& entry) { return Napi::String::New(env, entry.domain.uuid); });
    if (entries.empty()) return object;
    if (entries.front().xml) {
      column("xml", [&](const auto& entry) { return Napi::String::New(env, *entry.xml); });
    }
    if (entries.front().info) addInfo(env, object, entries);
    addStatistics(env, object, entries);
    return object;
  }

 private:
  static void addInfo(Napi::Env env, Napi::Object& object, const std::vector<libvirt::Entry>& entries) {
    auto info = Napi::Float64Array::New(env, entries.size() * 4);
    auto times = Napi::BigUint64Array::New(env, entries.size());
    for (size_t index = 0; index < entries.size(); ++index) {
      const auto& [state, maxMemory, memory, vcpus, cpuTime] = *entries[index].info;
      double* row = info.Data() + index * 4;
      row[0] = state;
      row[1] = static_cast<double>(maxMemory);
      row[2] = static_cast<double>(memory);
      row[3] = vcpus;
      times.Data()[index] = cpuTime.value;
    }
    object.Set("info", info);
    object.Set("cpuTimes", times);
  }

  // Of each domain, up to its place in `ends`: which of the names, and the value.
  static void addStatistics(Napi::Env env, Napi::Object& object, const std::vector<libvirt::Entry>& entries) {
    size_t rows = 0;
    for (const auto& entry : entries) rows += entry.statistics.size();
    if (rows == 0) return;
    auto names = Napi::Array::New(env);
    std::unordered_map<std::string_view, uint32_t> known;
    auto ends = Napi::Uint32Array::New(env, entries.size());
    auto which = Napi::Uint32Array::New(env, rows);
    auto values = Napi::Array::New(env, rows);
    uint32_t row = 0;
    for (size_t index = 0; index < entries.size(); ++index) {
      const Napi::HandleScope scope(env);
      for (const virTypedParameter& parameter : entries[index].statistics) {
        const auto [found, added] = known.try_emplace(parameter.field, static_cast<uint32_t>(known.size()));
        if (added) names.Set(found->second, Napi::String::New(env, parameter.field));
        which.Data()[row] = found->second;
        values.Set(row++, libvirt::valueOf(env, parameter));
      }
      ends.Data()[index] = row;
    }
    object.Set("parameters", names);
    object.Set("ends", ends);
    object.Set("which", which);
    object.Set("values", values);
  }
};

}  // namespace cephvirt

namespace cephvirt::libvirt {

void bindDomainLists(Library& libvirt) {
  libvirt.blocking("domainsRead", [](Connection& connection, uint32_t flags, const Wanted& wanted) {
    std::vector<Entry> all = listed(connection, flags);
    if (!wanted.xml && !wanted.info) return recordOf(connection, std::move(all));
    std::vector<char> found(all.size(), 0);
    onThreads(all.size(), [&](size_t index) { found[index] = read(all[index], wanted) ? 1 : 0; });
    std::vector<Entry> there;
    there.reserve(all.size());
    for (size_t index = 0; index < all.size(); ++index) {
      if (found[index] != 0) there.push_back(std::move(all[index]));
    }
    return recordOf(connection, std::move(there));
  });
  libvirt.blocking("domainsStatistics", [](Connection& connection, uint32_t stats, uint32_t flags) {
    return recordOf(connection, statisticsOf(connection, stats, flags));
  });
  libvirt.immediate("domainsSlice", [](DomainList& list, uint32_t from, uint32_t count) {
    const size_t size = list.entries.size();
    const auto first = list.entries.begin() + static_cast<ptrdiff_t>(std::min<size_t>(from, size));
    const auto last = list.entries.begin() + static_cast<ptrdiff_t>(std::min<size_t>(size_t{from} + count, size));
    return Slice{{std::make_move_iterator(first), std::make_move_iterator(last)}};
  });
}

}  // namespace cephvirt::libvirt

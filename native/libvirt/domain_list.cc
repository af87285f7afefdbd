#include <atomic>
#include <mutex>
#include <thread>

#include "libvirt/calls.h"

// Many domains in one call.
namespace cephvirt::libvirt {

namespace {

// One asks while the other's answer is on its way; more get in each other's way, in libvirt's client.
constexpr size_t kThreads = 2;
// Fewer are not worth a thread.
constexpr size_t kLeastEach = 8;

struct Details {
  Named<Domain> domain;
  std::optional<std::string> xml;
  std::optional<DomainInfo> info;

  static constexpr auto fields() {
    return fieldsOf(field("domain", &Details::domain), field("xml", &Details::xml), field("info", &Details::info));
  }
};

struct Wanted {
  std::optional<uint32_t> xml;  // its flags
  bool info;

  static constexpr auto fields() { return fieldsOf(field("xml", &Wanted::xml), field("info", &Wanted::info)); }
};

// False if the domain has gone in the meantime.
bool read(Details& details, const Wanted& wanted) {
  const virDomainPtr domain = details.domain.handle->get();
  try {
    if (wanted.xml) details.xml = owned(call(symbols().virDomainGetXMLDesc, domain, *wanted.xml));
    if (wanted.info) details.info = infoOf(domain);
    return true;
  } catch (const Failure& failure) {
    if (failure.number("errno") == VIR_ERR_NO_DOMAIN) return false;
    throw;
  }
}

}  // namespace

void bindDomainLists(Library& libvirt) {
  libvirt.blocking("domainsRead", [](Connection& connection, uint32_t flags, const Wanted& wanted) {
    List<DomainTraits> list;
    list.fill(symbols().virConnectListAllDomains, connection.get(), flags);
    std::vector<Details> all;
    for (auto& domain : list.records(connection.shared<Connection>())) all.push_back({std::move(domain), {}, {}});

    // libvirt's calls are of one answer each: several threads keep several on their way.
    std::vector<char> found(all.size(), 1);
    std::atomic<size_t> next = 0;
    std::mutex failing;
    std::optional<Failure> failure;
    const auto work = [&]() noexcept {
      try {
        for (size_t index = next++; index < all.size(); index = next++) found[index] = read(all[index], wanted) ? 1 : 0;
      } catch (...) {
        const std::lock_guard lock(failing);
        failure.emplace(currentFailure());
      }
    };
    std::vector<std::thread> others;
    others.reserve(kThreads);
    for (size_t thread = 1; thread < std::min(kThreads, all.size() / kLeastEach); ++thread) {
      try {
        others.emplace_back(work);
      } catch (const std::exception&) {
        break;  // no more threads to be had: the rest is done with those there are
      }
    }
    work();
    for (auto& other : others) other.join();
    if (failure) throw Failure(*failure);

    std::vector<Details> there;
    for (size_t index = 0; index < all.size(); ++index) {
      if (found[index] != 0) there.push_back(std::move(all[index]));
    }
    return there;
  });
}

}  // namespace cephvirt::libvirt

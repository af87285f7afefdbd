#include "libvirt/calls.h"
#include "libvirt/generated/calls.h"
#include "libvirt/qemu.h"

namespace cephvirt::libvirt {

CEPHVIRT_DEFINE_SYMBOLS("libvirt.so.0")

Failure failure(const char* function) {
  const virErrorPtr error = symbols().virGetLastError();
  if (error == nullptr) {
    return Failure("libvirt", std::string(function) + " failed and gave no reason")
        .with("syscall", std::string(function))
        .with("errno", int64_t{VIR_ERR_INTERNAL_ERROR})
        .with("domain", int64_t{VIR_FROM_NONE})
        .with("level", int64_t{VIR_ERR_ERROR})
        .with("int1", int64_t{0})
        .with("int2", int64_t{0});
  }
  Failure failure("libvirt", error->message != nullptr ? error->message : "unknown error");
  failure.with("syscall", std::string(function))
      .with("errno", int64_t{error->code})
      .with("domain", int64_t{error->domain})
      .with("level", int64_t{error->level})
      .with("int1", int64_t{error->int1})
      .with("int2", int64_t{error->int2});
  const std::pair<const char*, const char*> texts[] = {
      {"str1", error->str1}, {"str2", error->str2}, {"str3", error->str3}};
  for (const auto& [name, text] : texts) {
    if (text != nullptr) failure.with(name, std::string(text));
  }
  // Every other account of the same kind is of a connection that the other side has.
  const bool broken =
      error->domain == VIR_FROM_RPC && (error->code == VIR_ERR_INTERNAL_ERROR || error->code == VIR_ERR_SYSTEM_ERROR);
  if (broken && Connection::foundLost()) failure.with("lost", int64_t{1});
  return failure;
}

namespace {

void bindLibrary(Library& libvirt) {
  libvirt.immediate("version", [] {
    unsigned long version = 0;
    call(symbols().virGetVersion, &version, nullptr, nullptr);
    return version;
  });
  libvirt.immediate("supports", [](const std::string& name) {
    const std::optional<bool> answer = symbols().supports(name);
    return answer ? answer : qemu::symbols().supports(name);
  });
}

}  // namespace

Napi::Object bind(Napi::Env env) {
  auto exports = Napi::Object::New(env);
  // A libvirt daemon works on five calls of a connection at a time, unless it was told otherwise.
  Library libvirt(env, exports, {.name = "cephvirt-libvirt", .normal = 5, .urgent = 1});
  bindLibrary(libvirt);
  bindGeneratedCalls(libvirt);
  bindBlockDevices(libvirt);
  bindConnections(libvirt);
  bindHost(libvirt);
  bindDomains(libvirt);
  bindDomainControls(libvirt);
  bindDomainCpus(libvirt);
  bindDomainGuest(libvirt);
  bindDomainLists(libvirt);
  bindDomainStatistics(libvirt);
  bindEvents(libvirt);
  bindMigration(libvirt);
  bindQemu(libvirt);
  bindNetworks(libvirt);
  bindNodeDevices(libvirt);
  bindStreams(libvirt);
  bindSecrets(libvirt);
  bindStoragePools(libvirt);
  bindStorageVolumes(libvirt);
  return exports;
}

}  // namespace cephvirt::libvirt

#include "libvirt/qemu.h"

#include <unistd.h>

#include "libvirt/calls.h"
#include "libvirt/subscription.h"

namespace cephvirt::libvirt {

namespace qemu {

CEPHVIRT_DEFINE_SYMBOLS("libvirt-qemu.so.0")

// Files that QEMU opened for us: they are closed unless JavaScript gets them.
class OpenFiles {
 public:
  OpenFiles() = default;
  OpenFiles(OpenFiles&& other) noexcept : files_(std::exchange(other.files_, {})) {}
  OpenFiles& operator=(OpenFiles&&) = delete;
  ~OpenFiles() {
    for (const int file : files_) close(file);
  }

  void take(int* files, unsigned count) {
    const std::unique_ptr<int, void (*)(void*)> freed(files, std::free);
    if (files != nullptr) files_.assign(files, files + count);
  }
  std::vector<int> handOver() const { return std::exchange(files_, {}); }

 private:
  mutable std::vector<int> files_;
};

}  // namespace qemu

}  // namespace cephvirt::libvirt

namespace cephvirt {

template <>
struct Convert<libvirt::qemu::OpenFiles> {
  static Napi::Value toJs(Napi::Env env, const libvirt::qemu::OpenFiles& files) {
    return Convert<std::vector<int>>::toJs(env, files.handOver());
  }
};

}  // namespace cephvirt

namespace cephvirt::libvirt {

namespace qemu {

struct MonitorReply {
  std::string text;
  OpenFiles files;

  static constexpr auto fields() {
    return fieldsOf(field("text", &MonitorReply::text), field("files", &MonitorReply::files));
  }
};

namespace {

// All events of QEMU's: libvirt could sort them by name, but takes only one such registration for a domain and one for
// all ("event callback already tracked"), whatever names they are for.
std::shared_ptr<Subscription> monitorEvents(const std::shared_ptr<Connection>& connection, const BackgroundSink& sink,
                                            uint32_t limit) {
  return Subscription::start(
      connection, sink, limit,
      [](virConnectPtr connected, void* number) {
        return call(symbols().virConnectDomainQemuMonitorEventRegister, connected, nullptr, nullptr,
                    Relay<virConnectDomainQemuMonitorEventCallback>::callback, number, nullptr, 0U);
      },
      [](virConnectPtr connected, int registration) {
        symbols().virConnectDomainQemuMonitorEventDeregister(connected, registration);
      });
}

}  // namespace

}  // namespace qemu

void bindQemu(Library& libvirt) {
  libvirt.blocking("domainQemuMonitorEvents", [](Connection& connection, const BackgroundSink& sink, uint32_t limit) {
    return qemu::monitorEvents(connection.shared<Connection>(), sink, limit);
  });

  libvirt.blocking("domainQemuMonitorCommand", [](Domain& domain, const std::string& command, uint32_t flags) {
    char* reply = nullptr;
    call(qemu::symbols().virDomainQemuMonitorCommand, domain.get(), command.c_str(), &reply, flags);
    return owned(reply);
  });
  libvirt.blocking("domainQemuMonitorCommandWithFiles",
                   [](Domain& domain, const std::string& command, std::vector<int32_t> files, uint32_t flags) {
                     char* text = nullptr;
                     unsigned count = 0;
                     int* opened = nullptr;
                     call(qemu::symbols().virDomainQemuMonitorCommandWithFiles, domain.get(), command.c_str(),
                          static_cast<unsigned>(files.size()), files.data(), &count, &opened, &text, flags);
                     qemu::MonitorReply reply;
                     reply.files.take(opened, count);
                     reply.text = owned(text);
                     return reply;
                   });
  libvirt.blocking("domainQemuAttach", [](Connection& connection, uint32_t pid, uint32_t flags) {
    return record(connection.shared<Connection>(),
                  call(qemu::symbols().virDomainQemuAttach, connection.get(), pid, flags));
  });
  libvirt.blocking(
      "domainQemuAgentCommand", [](Domain& domain, const std::string& command, int32_t seconds, uint32_t flags) {
        return owned(call(qemu::symbols().virDomainQemuAgentCommand, domain.get(), command.c_str(), seconds, flags));
      });
}

}  // namespace cephvirt::libvirt

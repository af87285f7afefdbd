#include "libvirt/callbacks.h"
#include "libvirt/calls.h"
#include "libvirt/event_loop.h"

namespace cephvirt::libvirt {

namespace {

struct KeepAlive {
  int interval;    // seconds
  unsigned count;  // unanswered ones after which the connection is given up

  static constexpr auto fields() {
    return fieldsOf(field("interval", &KeepAlive::interval), field("count", &KeepAlive::count));
  }
};

struct ConnectOptions {
  std::optional<std::string> uri;
  bool readOnly = false;
  std::optional<std::string> username;
  std::optional<KeepAlive> keepAlive;

  static constexpr auto fields() {
    using O = ConnectOptions;
    return fieldsOf(field("uri", &O::uri), field("readOnly", &O::readOnly), field("username", &O::username),
                    field("keepAlive", &O::keepAlive));
  }
};

struct NodeInfo {
  std::string model;
  uint64_t memory;  // bytes
  uint32_t cpus, mhz, nodes, sockets, cores, threads;

  static constexpr auto fields() {
    using I = NodeInfo;
    return fieldsOf(field("model", &I::model), field("memory", &I::memory), field("cpus", &I::cpus),
                    field("mhz", &I::mhz), field("nodes", &I::nodes), field("sockets", &I::sockets),
                    field("cores", &I::cores), field("threads", &I::threads));
  }
};

struct ConnectionRecord {
  std::shared_ptr<Connection> handle;
  std::string uri;

  static constexpr auto fields() {
    return fieldsOf(field("handle", &ConnectionRecord::handle), field("uri", &ConnectionRecord::uri));
  }
};

const char* orNull(const std::optional<std::string>& text) { return text ? text->c_str() : nullptr; }

// Answers libvirt's questions for a user and a password while a connection is opened.
struct Credentials {
  const std::optional<std::string>& username;
  const std::optional<SecretText>& password;

  static int answer(virConnectCredentialPtr asked, unsigned count, void* opaque) noexcept {
    const auto& credentials = *static_cast<const Credentials*>(opaque);
    for (unsigned index = 0; index < count; ++index) {
      virConnectCredential& question = asked[index];
      const bool forSecret = question.type == VIR_CRED_PASSPHRASE || question.type == VIR_CRED_NOECHOPROMPT;
      const char* text = forSecret ? (credentials.password ? credentials.password->text().c_str() : nullptr)
                                   : orNull(credentials.username);
      if (text == nullptr) return -1;
      question.result = strdup(text);  // libvirt frees it
      if (question.result == nullptr) return -1;
      question.resultlen = static_cast<unsigned>(strlen(text));
    }
    return 0;
  }
};

virConnectPtr open(const ConnectOptions& options, const std::optional<SecretText>& password) {
  int types[] = {VIR_CRED_USERNAME, VIR_CRED_AUTHNAME, VIR_CRED_PASSPHRASE, VIR_CRED_NOECHOPROMPT};
  Credentials credentials{options.username, password};
  virConnectAuth auth{types, std::size(types), Credentials::answer, &credentials};
  return call(symbols().virConnectOpenAuth, orNull(options.uri), &auth,
              options.readOnly ? unsigned{VIR_CONNECT_RO} : 0U);
}

void keepAlive(Connection& connection, const KeepAlive& settings) {
  if (symbols().virConnectSetKeepAlive(connection.get(), settings.interval, settings.count) >= 0) return;
  // A driver that runs in this process has no other side to lose.
  const virErrorPtr error = symbols().virGetLastError();
  if (error != nullptr && error->code == VIR_ERR_NO_SUPPORT) return;
  throw failure("virConnectSetKeepAlive");
}

void onClose(virConnectPtr, int reason, void* number) noexcept {
  if (const auto connection = Callbacks<Connection>::instance().find(number)) connection->onLost(reason);
}

}  // namespace

void Connection::watch(std::shared_ptr<Sink> lost) {
  lost_ = std::move(lost);
  callback_ = Callbacks<Connection>::instance().add(shared<Connection>());
  call(symbols().virConnectRegisterCloseCallback, connection_, onClose, callback_, nullptr);
}

void Connection::onLost(int reason) noexcept {
  const std::lock_guard lock(mutex_);
  if (lost_) lost_->push([reason](Napi::Env env) -> Napi::Value { return Napi::Number::New(env, reason); });
}

void Connection::release() {
  if (callback_ != nullptr) {
    symbols().virConnectUnregisterCloseCallback(connection_, onClose);
    Callbacks<Connection>::instance().remove(callback_);
    const std::lock_guard lock(mutex_);
    lost_.reset();
  }
  symbols().virConnectClose(connection_);
}

void bindConnections(Library& libvirt) {
  libvirt.blocking("connect", [](const std::shared_ptr<Executor>& executor, const ConnectOptions& options,
                                 const std::optional<SecretText>& password, const BackgroundSink& lost) {
    startEventLoop();
    auto connection = Handle::create<Connection>(executor, open(options, password));
    connection->watch(lost.sink);
    if (options.keepAlive) keepAlive(*connection, *options.keepAlive);
    return ConnectionRecord{connection, owned(call(symbols().virConnectGetURI, connection->get()))};
  });

  libvirt.blocking("nodeGetInfo", [](Connection& connection) {
    virNodeInfo info{};
    call(symbols().virNodeGetInfo, connection.get(), &info);
    return NodeInfo{std::string(info.model, strnlen(info.model, sizeof info.model)),
                    uint64_t{info.memory} * 1024,
                    info.cpus,
                    info.mhz,
                    info.nodes,
                    info.sockets,
                    info.cores,
                    info.threads};
  });
}

}  // namespace cephvirt::libvirt

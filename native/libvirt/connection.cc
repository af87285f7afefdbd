#include "libvirt/attempt.h"
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
  uint32_t flags = 0;
  std::vector<int32_t> credentials;  // the types that JavaScript can answer
  std::optional<KeepAlive> keepAlive;

  static constexpr auto fields() {
    using O = ConnectOptions;
    return fieldsOf(field("uri", &O::uri), field("flags", &O::flags), field("credentials", &O::credentials),
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

// Answers what libvirt asks while a connection is opened, in the thread that opens it.
int answer(virConnectCredentialPtr asked, unsigned count, void* opaque) noexcept {
  try {
    for (unsigned index = 0; index < count; ++index) {
      if (!static_cast<Attempt*>(opaque)->ask(asked[index])) return -1;
    }
    return 0;
  } catch (...) {
    return -1;
  }
}

virConnectPtr open(Attempt& attempt, const ConnectOptions& options) {
  std::vector<int> types(options.credentials.begin(), options.credentials.end());
  virConnectAuth auth{types.data(), static_cast<unsigned>(types.size()), answer, &attempt};
  return call(symbols().virConnectOpenAuth, options.uri ? options.uri->c_str() : nullptr, &auth, options.flags);
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

namespace {
thread_local std::weak_ptr<const Handle> lastUsed;
}

void Connection::used() const noexcept { lastUsed = weak_from_this(); }

bool Connection::foundLost() noexcept {
  const auto connection =
      std::const_pointer_cast<Connection>(std::static_pointer_cast<const Connection>(lastUsed.lock()));
  if (!connection || !connection->enter()) return false;
  const bool lost = symbols().virConnectIsAlive(connection->connection_) == 0;
  if (lost) connection->onLost(kSuspected);
  connection->leave();
  return lost;
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
  libvirt.immediate("attempt", [](const std::shared_ptr<Executor>& executor, const BackgroundSink& asked) {
    return Handle::create<Attempt>(executor, asked.sink);
  });
  libvirt.immediate("attemptAnswer", [](Attempt& attempt, uint32_t question, const std::optional<SecretText>& text) {
    attempt.answer(question, text);
  });
  libvirt.blocking("connect", [](Attempt& attempt, const ConnectOptions& options, const BackgroundSink& lost) {
    startEventLoop();
    auto connection = Handle::create<Connection>(attempt.executor(), open(attempt, options));
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

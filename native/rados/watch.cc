#include <mutex>

#include "rados/aio.h"
#include "rados/calls.h"
#include "rados/rados.h"
#include "rados/symbols.h"

namespace cephvirt::rados {

namespace {

// What a watch tells: a notification, or its end.
struct WatchEvent {
  std::string what;  // 'notified', 'lost' (by an error), 'closed'
  Id notification;
  Id notifier;
  Bytes payload;
  uint32_t dropped;  // that came before it
  int error;

  static constexpr auto fields() {
    using E = WatchEvent;
    return fieldsOf(field("what", &E::what), field("notification", &E::notification), field("notifier", &E::notifier),
                    field("payload", &E::payload), field("dropped", &E::dropped), field("error", &E::error));
  }
};

// One registration as a watcher of an object. librados calls back on threads of its own, with the address of this,
// which stays until `release` has seen to it that no callback runs or comes any more.
class Watch final : public Handle {
 public:
  Watch(std::shared_ptr<Pool> pool, std::string name, std::shared_ptr<Sink> sink, size_t limit)
      : Handle(pool), pool_(std::move(pool)), name_(std::move(name)), sink_(std::move(sink)), limit_(limit) {}

  const char* kind() const noexcept override { return "watch"; }

  void start(uint32_t seconds) {
    begun_ = true;
    const int result = symbols().rados_watch3(pool_->get(), name_.c_str(), &cookie_, onNotified, onLost, seconds, this);
    if (result < 0) cookie_ = 0;
    check("rados_watch3", result);
  }

  // Only enqueues: no answer comes to an acknowledgement.
  void acknowledge(uint64_t notification, uint64_t cookie, const std::string& reply) {
    check("rados_notify_ack", symbols().rados_notify_ack(pool_->get(), name_.c_str(), notification, cookie,
                                                         reply.data(), static_cast<int>(reply.size())));
  }
  void acknowledge(uint64_t notification, const std::string& reply) { acknowledge(notification, cookie_, reply); }

  // Milliseconds since the OSD last confirmed it.
  int sinceConfirmed() { return check("rados_watch_check", symbols().rados_watch_check(pool_->get(), cookie_)); }

  uint64_t cookie() const { return cookie_; }

 protected:
  void release() override {
    if (!begun_) return;
    const bool watched = cookie_ != 0;  // or it never came about, which its caller hears of
    if (watched) symbols().rados_unwatch2(pool_->get(), cookie_);
    symbols().rados_watch_flush(pool_->cluster()->get());
    if (watched) tell({"closed", {0}, {0}, {}, 0, 0});
    const std::lock_guard lock(mutex_);
    sink_.reset();
  }

 private:
  static void onNotified(void* argument, uint64_t notification, uint64_t cookie, uint64_t notifier, void* data,
                         size_t size) noexcept {
    auto& watch = *static_cast<Watch*>(argument);
    try {
      if (watch.isFull()) return watch.acknowledge(notification, cookie, {});
      watch.tell({"notified", {notification}, {notifier}, {std::string(static_cast<char*>(data), size)}, 0, 0});
    } catch (...) {
      // Out of memory: the notifier hears that nobody answered.
    }
  }

  static void onLost(void* argument, uint64_t, int error) noexcept {
    try {
      static_cast<Watch*>(argument)->tell({"lost", {0}, {0}, {}, 0, error});
    } catch (...) {
      // Out of memory: `check` tells it too.
    }
  }

  // More wait for the JavaScript thread than it may be given: whoever notifies is not made to wait for that.
  bool isFull() {
    const std::lock_guard lock(mutex_);
    if (sink_ && sink_->backlog() < limit_) return false;
    ++dropped_;
    return true;
  }

  void tell(WatchEvent event) {
    const std::lock_guard lock(mutex_);
    if (!sink_) return;
    event.dropped = std::exchange(dropped_, 0);
    sink_->push([event = std::move(event)](Napi::Env env) { return Convert<WatchEvent>::toJs(env, event); });
  }

  const std::shared_ptr<Pool> pool_;
  const std::string name_;
  std::mutex mutex_;
  std::shared_ptr<Sink> sink_;
  const size_t limit_;
  uint32_t dropped_ = 0;
  bool begun_ = false;
  uint64_t cookie_ = 0;
};

struct NotifyReply {
  Id clientId, cookie;
  Bytes payload;

  static constexpr auto fields() {
    using R = NotifyReply;
    return fieldsOf(field("clientId", &R::clientId), field("cookie", &R::cookie), field("payload", &R::payload));
  }
};

struct NotifyMiss {
  Id clientId, cookie;

  static constexpr auto fields() {
    return fieldsOf(field("clientId", &NotifyMiss::clientId), field("cookie", &NotifyMiss::cookie));
  }
};

struct NotifyAnswer {
  std::vector<NotifyReply> replies;
  std::vector<NotifyMiss> missed;

  static constexpr auto fields() {
    return fieldsOf(field("replies", &NotifyAnswer::replies), field("missed", &NotifyAnswer::missed));
  }
};

// One rados_aio_notify. That some watchers did not answer is its -ETIMEDOUT, and comes with what the others said.
// librados cannot recall it: it ends by its own timeout.
class Notify {
 public:
  explicit Notify(Operation& operation) : operation_(operation) {}
  Notify(const Notify&) = delete;
  Notify& operator=(const Notify&) = delete;
  ~Notify() {
    if (reply_ != nullptr) symbols().rados_buffer_free(reply_);
  }

  static void submit(std::unique_ptr<Notify> notify, rados_ioctx_t ioctx, const std::string& name,
                     const std::string& payload, uint64_t timeout) {
    rados_completion_t completion = nullptr;
    check("rados_aio_create_completion2",
          symbols().rados_aio_create_completion2(notify.get(), onComplete, &completion));
    Notify& sent = *notify;
    const int result = symbols().rados_aio_notify(ioctx, name.c_str(), completion, payload.data(),
                                                  static_cast<int>(payload.size()), timeout, &sent.reply_, &sent.size_);
    if (result < 0) {
      symbols().rados_aio_release(completion);
      throw failure(kFunction, result);
    }
    notify.release();
  }

 private:
  static constexpr const char* kFunction = "rados_aio_notify";

  static void onComplete(rados_completion_t completion, void* argument) noexcept {
    const std::unique_ptr<Notify> notify(static_cast<Notify*>(argument));
    const int result = symbols().rados_aio_get_return_value(completion);
    symbols().rados_aio_release(completion);
    notify->finish(result);
  }

  void finish(int result) noexcept {
    Operation::Result told;
    try {
      if (result < 0 && (result != -ETIMEDOUT || reply_ == nullptr)) throw failure(kFunction, result);
      told = [answer = std::make_shared<NotifyAnswer>(decode())](Napi::Env env) {
        return Convert<NotifyAnswer>::toJs(env, *answer);
      };
    } catch (...) {
      return operation_.fail(currentFailure());
    }
    operation_.succeed(std::move(told));
  }

  NotifyAnswer decode() const {
    notify_ack_t* replies = nullptr;
    notify_timeout_t* missed = nullptr;
    size_t replyCount = 0, missedCount = 0;
    check("rados_decode_notify_response",
          symbols().rados_decode_notify_response(reply_, size_, &replies, &replyCount, &missed, &missedCount));
    NotifyAnswer answer;
    for (size_t index = 0; index < replyCount; ++index) {
      const notify_ack_t& reply = replies[index];
      answer.replies.push_back({{reply.notifier_id}, {reply.cookie}, {std::string(reply.payload, reply.payload_len)}});
    }
    for (size_t index = 0; index < missedCount; ++index) {
      answer.missed.push_back({{missed[index].notifier_id}, {missed[index].cookie}});
    }
    symbols().rados_free_notify_response(replies, replyCount, missed);
    return answer;
  }

  Operation& operation_;
  char* reply_ = nullptr;
  size_t size_ = 0;
};

}  // namespace

void bindWatches(Library& rados) {
  rados.blocking("objectWatch",
                 [](Pool& pool, const std::string& name, uint32_t seconds, std::shared_ptr<Sink> sink, uint32_t limit) {
                   auto watch = Handle::create<Watch>(pool.shared<Pool>(), name, std::move(sink), limit);
                   const InUse<Watch> starting(watch);  // closing the pool waits for it
                   watch->start(seconds);
                   return watch;
                 });

  rados.immediate("watchAcknowledge", [](Watch& watch, Id notification, const Bytes& reply) {
    watch.acknowledge(notification.value, reply.data);
  });

  rados.immediate("watchCookie", [](Watch& watch) { return Id{watch.cookie()}; });

  rados.blocking("watchCheck", [](Watch& watch) { return watch.sinceConfirmed(); });

  rados.submit("objectNotify",
               [](Pool& pool, Operation& operation, const std::string& name, const Bytes& payload, uint64_t timeout) {
                 pool.submit(operation, [&operation, name, payload, timeout](rados_ioctx_t ioctx) {
                   Notify::submit(std::make_unique<Notify>(operation), ioctx, name, payload.data, timeout);
                 });
               });
}

}  // namespace cephvirt::rados

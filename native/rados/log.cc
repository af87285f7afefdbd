#include "rados/calls.h"
#include "rados/rados.h"
#include "rados/symbols.h"
#include "runtime/sink.h"

namespace cephvirt::rados {

namespace {

struct LogEntry {
  std::string line, channel, who, name;
  double time;  // in milliseconds since 1970
  uint64_t seq;
  std::string level, text;
  uint32_t lost;  // entries before this one that the JavaScript thread did not get round to receive

  static constexpr auto fields() {
    using E = LogEntry;
    return fieldsOf(field("line", &E::line), field("channel", &E::channel), field("who", &E::who),
                    field("name", &E::name), field("time", &E::time), field("seq", &E::seq), field("level", &E::level),
                    field("text", &E::text), field("lost", &E::lost));
  }
};

// The cluster's log, as one client follows it. librados keeps one callback for each connection: a later one takes its
// place.
class Log final : public Handle {
 public:
  Log(std::shared_ptr<Cluster> cluster, std::shared_ptr<Sink> sink, size_t limit)
      : Handle(cluster), cluster_(std::move(cluster)), sink_(std::move(sink)), limit_(limit) {}

  const char* kind() const noexcept override { return "log"; }

  void follow(const std::string& level) {
    const std::lock_guard lock(cluster_->log.mutex);
    check("rados_monitor_log2", symbols().rados_monitor_log2(cluster_->get(), level.c_str(), receive, this));
    cluster_->log.follower = this;
  }

 protected:
  // librados calls back under the lock that it changes its callback under: after this, or after a later one has taken
  // the place, nothing calls any more.
  void release() override {
    const std::lock_guard lock(cluster_->log.mutex);
    if (cluster_->log.follower == this) {
      cluster_->log.follower = nullptr;
      symbols().rados_monitor_log2(cluster_->get(), "info", nullptr, nullptr);
    }
    sink_.reset();
  }

 private:
  // A thread of librados, one entry at a time.
  static void receive(void* self, const char* line, const char* channel, const char* who, const char* name,
                      uint64_t seconds, uint64_t nanoseconds, uint64_t seq, const char* level,
                      const char* text) noexcept {
    auto& log = *static_cast<Log*>(self);
    try {
      if (log.sink_->backlog() >= log.limit_) {
        ++log.lost_;
        return;
      }
      const double time = static_cast<double>(seconds) * 1e3 + static_cast<double>(nanoseconds) / 1e6;
      LogEntry entry{line, channel, who, name, time, seq, level, text, log.lost_};
      log.sink_->push(
          [entry = std::move(entry)](Napi::Env env) -> Napi::Value { return Convert<LogEntry>::toJs(env, entry); });
      log.lost_ = 0;
    } catch (...) {
      ++log.lost_;
    }
  }

  const std::shared_ptr<Cluster> cluster_;
  std::shared_ptr<Sink> sink_;
  const size_t limit_;
  uint32_t lost_ = 0;
};

}  // namespace

void bindLog(Library& rados) {
  rados.blocking("logFollow",
                 [](Cluster& cluster, const std::string& level, uint32_t limit, std::shared_ptr<Sink> sink) {
                   auto log = Handle::create<Log>(cluster.shared<Cluster>(), sink, limit);
                   const InUse<Log> starting(log);  // closing the cluster waits for it
                   log->follow(level);
                   return log;
                 });
}

}  // namespace cephvirt::rados

#include "libvirt/callbacks.h"
#include "libvirt/calls.h"

namespace cephvirt::libvirt {

namespace {

constexpr int kWouldBlock = -2;

// A non-blocking stream of a connection. JavaScript asks for bytes, or offers some; where there is nothing to do at
// the moment it is told, once, when there is again. So what is not asked for stays with libvirt, and no thread waits.
class Stream final : public Handle {
 public:
  Stream(std::shared_ptr<Connection> connection, virStreamPtr stream)
      : Handle(std::move(connection)), stream_(stream) {}

  const char* kind() const noexcept override { return "stream"; }
  bool mustBeClosed() const noexcept override { return true; }
  virStreamPtr get() const { return stream_; }

  void watch(std::shared_ptr<Sink> ready) {
    number_ = Callbacks<Stream>::instance().add(shared<Stream>());
    call(symbols().virStreamEventAddCallback, stream_, 0, onReady, number_, nullptr);
    const std::lock_guard lock(mutex_);
    ready_ = std::move(ready);
  }

  void await(int events) {
    const std::lock_guard lock(mutex_);
    if (!ready_) return;
    awaited_ |= events;
    call(symbols().virStreamEventUpdateCallback, stream_, awaited_);
  }

 protected:
  void release() override {
    if (number_ != nullptr) {
      Callbacks<Stream>::instance().remove(number_);
      symbols().virStreamEventRemoveCallback(stream_);
      const std::lock_guard lock(mutex_);
      ready_.reset();
    }
    symbols().virStreamFree(stream_);
  }

 private:
  // The loop's thread.
  static void onReady(virStreamPtr, int events, void* number) noexcept {
    if (const auto stream = Callbacks<Stream>::instance().find(number)) stream->ready(events);
  }

  void ready(int events) noexcept {
    const std::lock_guard lock(mutex_);
    if (!ready_) return;
    // An error or a hang-up is for whoever asks next to find.
    const int told = (events & (VIR_STREAM_EVENT_ERROR | VIR_STREAM_EVENT_HANGUP)) != 0 ? awaited_ : events & awaited_;
    awaited_ &= ~told;
    symbols().virStreamEventUpdateCallback(stream_, awaited_);
    if (told == 0) return;
    ready_->push([told](Napi::Env env) -> Napi::Value { return Napi::Number::New(env, told); });
  }

  virStreamPtr stream_;
  std::mutex mutex_;
  std::shared_ptr<Sink> ready_;
  int awaited_ = 0;
  void* number_ = nullptr;
};

}  // namespace

void bindStreams(Library& libvirt) {
  using Sink = std::shared_ptr<cephvirt::Sink>;
  libvirt.blocking(
      "domainOpenConsole", [](Domain& domain, const std::optional<std::string>& device, uint32_t flags, Sink ready) {
        const auto& connection = domain.connection();
        auto stream = Handle::create<Stream>(
            connection, call(symbols().virStreamNew, connection->get(), unsigned{VIR_STREAM_NONBLOCK}));
        const InUse<Stream> opening(stream);  // closing the connection waits for it
        call(symbols().virDomainOpenConsole, domain.get(), device ? device->c_str() : nullptr, stream->get(), flags);
        try {
          stream->watch(std::move(ready));
        } catch (...) {
          symbols().virStreamAbort(stream->get());
          throw;
        }
        return stream;
      });

  // The bytes that are there: none at the end, nothing at all if there are none yet.
  libvirt.blocking("streamReceive", [](Stream& stream, uint32_t size) -> std::optional<Bytes> {
    std::string bytes(size, '\0');
    const int received = symbols().virStreamRecv(stream.get(), bytes.data(), bytes.size());
    if (received == kWouldBlock) {
      stream.await(VIR_STREAM_EVENT_READABLE);
      return std::nullopt;
    }
    if (received < 0) throw failure("virStreamRecv");
    bytes.resize(static_cast<size_t>(received));
    return Bytes{std::move(bytes)};
  });

  // How many bytes from `position` on went; none if the stream takes none at the moment.
  libvirt.blocking("streamSend", [](Stream& stream, const Bytes& bytes, uint32_t position) -> uint32_t {
    if (position > bytes.data.size()) throw ArgumentError(ArgumentError::Reason::range, "The position is past the end");
    const int sent = symbols().virStreamSend(stream.get(), bytes.data.data() + position, bytes.data.size() - position);
    if (sent == kWouldBlock) {
      stream.await(VIR_STREAM_EVENT_WRITABLE);
      return 0;
    }
    if (sent < 0) throw failure("virStreamSend");
    return static_cast<uint32_t>(sent);
  });

  libvirt.blocking("streamFinish", [](Stream& stream) { call(symbols().virStreamFinish, stream.get()); });
  libvirt.urgent("streamAbort", [](Stream& stream) { call(symbols().virStreamAbort, stream.get()); });
}

}  // namespace cephvirt::libvirt

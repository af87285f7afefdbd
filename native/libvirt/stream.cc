#include <array>
#include <atomic>

#include "libvirt/callbacks.h"
#include "libvirt/calls.h"
#include "runtime/sparse_file.h"

namespace cephvirt::libvirt {

namespace {

// What libvirt's calls answer instead of a number of bytes.
constexpr int kWouldBlock = -2;
constexpr int kHole = -3;

// What one message of libvirt's own protocol holds.
constexpr size_t kPacket = 262'120;

// A non-blocking stream of a connection. JavaScript asks for bytes, or offers some; where there is nothing to do at
// the moment, libvirt's loop tells when there is again, and it goes on. No thread waits meanwhile.
class Stream final : public Handle {
 public:
  Stream(std::shared_ptr<Connection> connection, virStreamPtr stream)
      : Handle(std::move(connection)), stream_(stream) {}

  const char* kind() const noexcept override { return "stream"; }
  bool mustBeClosed() const noexcept override { return true; }
  virStreamPtr get() const { return stream_; }

  void watch() {
    void* number = Callbacks<Stream>::instance().add(shared<Stream>());
    const std::lock_guard lock(mutex_);
    number_ = number;
    call(symbols().virStreamEventAddCallback, stream_, 0, onReady, number_, nullptr);
  }

  // JS thread. One of each at a time.
  void receive(Operation& operation, PinnedBuffer into, bool holes, bool fill) {
    submit({Direction::in, &operation, into, 0, holes, fill});
  }
  void send(Operation& operation, PinnedBuffer bytes) { submit({Direction::out, &operation, bytes}); }

  void sendHole(int64_t length) {
    const std::lock_guard lock(calls_);
    checkOpen();
    call(symbols().virStreamSendHole, stream_, length, 0U);
  }

  void finish() {
    stop();
    const std::lock_guard lock(calls_);
    if (std::exchange(over_, true)) return;
    call(symbols().virStreamFinish, stream_);
  }

  void abort() {
    stop();
    const std::lock_guard lock(calls_);
    if (std::exchange(over_, true)) return;
    call(symbols().virStreamAbort, stream_);
  }

 protected:
  void closing() noexcept override { stop(); }
  void recallInFlight() noexcept override { stop(); }

  void release() override {
    stop();
    if (!over_) symbols().virStreamAbort(stream_);
    symbols().virStreamFree(stream_);
  }

 private:
  enum class Direction { in, out };

  struct Transfer {
    Direction direction;
    Operation* operation;
    PinnedBuffer memory;
    size_t done = 0;
    bool holes = false;
    bool fill = false;

    int event() const { return direction == Direction::in ? VIR_STREAM_EVENT_READABLE : VIR_STREAM_EVENT_WRITABLE; }
  };

  std::optional<Transfer>& waiting(Direction direction) { return waiting_[direction == Direction::in ? 0 : 1]; }

  // Any thread.
  void submit(Transfer transfer) noexcept {
    try {
      executor()->post([self = shared<Stream>(), transfer] { self->run(transfer); });
    } catch (...) {
      transfer.operation->fail(currentFailure());
    }
  }

  void run(Transfer transfer) noexcept {
    try {
      const auto result = transfer.direction == Direction::in ? received(transfer) : sent(transfer);
      if (result) return transfer.operation->succeed(*result);
      if (await(transfer)) return;
      throw closedFailure(kind());
    } catch (...) {
      transfer.operation->fail(currentFailure());
    }
  }

  // How many bytes came, 0 at the end, or minus the length of a hole; nothing if there is nothing yet, or not all that
  // was asked for.
  std::optional<int64_t> received(Transfer& transfer) {
    size_t& done = transfer.done;
    while (done < transfer.memory.size()) {
      const std::lock_guard lock(calls_);
      checkOpen();
      if (broken_) throw Failure(*broken_);
      if (ended_) break;
      char* into = transfer.memory.chars() + done;
      const size_t room = transfer.memory.size() - done;
      const int got = transfer.holes
                          ? symbols().virStreamRecvFlags(stream_, into, room, unsigned{VIR_STREAM_RECV_STOP_AT_HOLE})
                          : symbols().virStreamRecv(stream_, into, room);
      if (got == kWouldBlock) {
        if (done == 0 || transfer.fill) return std::nullopt;
        break;
      }
      if (got == kHole) {
        if (done > 0) break;
        long long length = 0;
        call(symbols().virStreamRecvHole, stream_, &length, 0U);
        if (length > 0) return -length;
        continue;
      }
      if (got < 0) {
        // What came before it is told first; libvirt says it only once.
        broken_ = failure(transfer.holes ? "virStreamRecvFlags" : "virStreamRecv");
        if (done == 0) throw Failure(*broken_);
        break;
      }
      ended_ = got == 0;
      done += static_cast<size_t>(got);
    }
    return static_cast<int64_t>(done);
  }

  // All of it went; nothing if the stream takes no more at the moment.
  std::optional<int64_t> sent(Transfer& transfer) {
    size_t& done = transfer.done;
    while (done < transfer.memory.size()) {
      const std::lock_guard lock(calls_);
      checkOpen();
      const size_t length = std::min(transfer.memory.size() - done, kPacket);
      const int took = symbols().virStreamSend(stream_, transfer.memory.chars() + done, length);
      if (took == kWouldBlock) return std::nullopt;
      if (took < 0) throw failure("virStreamSend");
      done += static_cast<size_t>(took);
    }
    return static_cast<int64_t>(done);
  }

  void checkOpen() const {
    if (stopped_) throw closedFailure(kind());
  }

  // False if it is over.
  bool await(const Transfer& transfer) {
    const std::lock_guard lock(mutex_);
    if (stopped_) return false;
    call(symbols().virStreamEventUpdateCallback, stream_, awaited_ | transfer.event());
    awaited_ |= transfer.event();
    waiting(transfer.direction) = transfer;
    return true;
  }

  // The loop's thread.
  static void onReady(virStreamPtr, int events, void* number) noexcept {
    if (const auto stream = Callbacks<Stream>::instance().find(number)) stream->ready(events);
  }

  void ready(int events) noexcept {
    const std::lock_guard lock(mutex_);
    if (stopped_) return;
    // An error or a hang-up is for whoever asks next to find.
    const int told = (events & (VIR_STREAM_EVENT_ERROR | VIR_STREAM_EVENT_HANGUP)) != 0 ? awaited_ : events & awaited_;
    awaited_ &= ~told;
    symbols().virStreamEventUpdateCallback(stream_, awaited_);
    for (auto& transfer : waiting_) {
      if (!transfer || (transfer->event() & told) == 0) continue;
      submit(*transfer);
      transfer.reset();
    }
  }

  // Nothing is received or sent from here on; what waits hears it. The callback goes first: libvirt does not guard a
  // stream that ends against it.
  void stop() noexcept {
    const std::lock_guard lock(mutex_);
    if (stopped_.exchange(true)) return;
    if (number_ != nullptr) {
      Callbacks<Stream>::instance().remove(number_);
      symbols().virStreamEventRemoveCallback(stream_);
    }
    for (auto& transfer : waiting_) {
      if (transfer) transfer->operation->fail(closedFailure(kind()));
      transfer.reset();
    }
  }

  const virStreamPtr stream_;

  // One call of libvirt on a stream at a time: it frees what the others use when one ends it.
  std::mutex calls_;
  bool ended_ = false;  // all was received
  std::optional<Failure> broken_;
  bool over_ = false;

  // What the loop's thread touches, which must not wait for a call.
  std::mutex mutex_;
  std::atomic<bool> stopped_{false};
  std::array<std::optional<Transfer>, 2> waiting_;
  int awaited_ = 0;
  void* number_ = nullptr;
};

// A new stream, and what is to come through it. A call that fails leaves it unused.
template <class Open>
std::shared_ptr<Stream> opened(const std::shared_ptr<Connection>& connection, Open open) {
  auto stream = Handle::create<Stream>(connection,
                                       call(symbols().virStreamNew, connection->get(), unsigned{VIR_STREAM_NONBLOCK}));
  const InUse<Stream> opening(stream);  // closing the connection waits for it
  open(stream->get());
  stream->watch();
  return stream;
}

const char* nullable(const std::optional<std::string>& text) { return text ? text->c_str() : nullptr; }

struct Screenshot {
  std::shared_ptr<Stream> handle;
  std::string mimeType;

  static constexpr auto fields() {
    return fieldsOf(field("handle", &Screenshot::handle), field("mimeType", &Screenshot::mimeType));
  }
};

}  // namespace

void bindStreams(Library& libvirt) {
  libvirt.blocking("domainOpenConsole", [](Domain& domain, const std::optional<std::string>& device, uint32_t flags) {
    return opened(domain.connection(), [&](virStreamPtr stream) {
      call(symbols().virDomainOpenConsole, domain.get(), nullable(device), stream, flags);
    });
  });
  libvirt.blocking("domainOpenChannel", [](Domain& domain, const std::optional<std::string>& name, uint32_t flags) {
    return opened(domain.connection(), [&](virStreamPtr stream) {
      call(symbols().virDomainOpenChannel, domain.get(), nullable(name), stream, flags);
    });
  });
  libvirt.blocking("domainScreenshot", [](Domain& domain, uint32_t screen) {
    Screenshot screenshot;
    screenshot.handle = opened(domain.connection(), [&](virStreamPtr stream) {
      screenshot.mimeType = owned(call(symbols().virDomainScreenshot, domain.get(), stream, screen, 0U));
    });
    return screenshot;
  });
  // A length of 0 is all there is.
  libvirt.blocking("storageVolDownload", [](StorageVolume& volume, uint64_t offset, uint64_t length, uint32_t flags) {
    return opened(volume.connection(), [&](virStreamPtr stream) {
      call(symbols().virStorageVolDownload, volume.get(), stream, offset, length, flags);
    });
  });
  libvirt.blocking("storageVolUpload", [](StorageVolume& volume, uint64_t offset, uint64_t length, uint32_t flags) {
    return opened(volume.connection(), [&](virStreamPtr stream) {
      call(symbols().virStorageVolUpload, volume.get(), stream, offset, length, flags);
    });
  });

  libvirt.submit("streamReceive", [](Stream& stream, Operation& operation, PinnedBuffer into, bool holes, bool fill) {
    operation.function = "virStreamRecv";
    stream.receive(operation, into, holes, fill);
  });
  libvirt.submit("streamSend", [](Stream& stream, Operation& operation, PinnedBuffer bytes) {
    operation.function = "virStreamSend";
    stream.send(operation, bytes);
  });
  libvirt.blocking("streamSendHole", [](Stream& stream, int64_t length) { stream.sendHole(length); });
  libvirt.blocking("streamFinish", [](Stream& stream) { stream.finish(); });
  libvirt.urgent("streamAbort", [](Stream& stream) { stream.abort(); });

  // Of a file here that is to be sent. On the connection's threads: a slow file system must not hold up the JS thread.
  libvirt.blocking("fileData", [](Connection&, int file, uint64_t position, uint64_t size) {
    return fileData(file, position, size);
  });
}

}  // namespace cephvirt::libvirt

#pragma once

#include <napi.h>
#include <rados/librados.h>

#include <atomic>
#include <cerrno>
#include <concepts>
#include <functional>
#include <initializer_list>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "runtime/convert.h"
#include "runtime/handle.h"
#include "runtime/operation.h"

// rados_t and rados_ioctx_t are both `void*` in C; the handles keep them apart.
namespace cephvirt::rados {

// What rados_version and rbd_version answer.
struct LibraryVersion {
  int major, minor, extra;
  static constexpr auto fields() {
    using V = LibraryVersion;
    return fieldsOf(field("major", &V::major), field("minor", &V::minor), field("extra", &V::extra));
  }
};

// librados's own answer: a negative errno. Throws Failure "ceph".
int check(const char* function, int result);
Failure failure(const char* function, int result);

// How much may be in flight to the OSDs before further operations have to wait; 0 means any amount.
struct InFlightLimits {
  uint64_t operations = 0;
  uint64_t bytes = 0;

  static constexpr auto fields() {
    return fieldsOf(field("operations", &InFlightLimits::operations), field("bytes", &InFlightLimits::bytes));
  }
};

class Cluster final : public Handle {
 public:
  Cluster(std::shared_ptr<Executor> executor, void* cluster, InFlightLimits limits)
      : Handle(std::move(executor)), cluster_(cluster), limits_(limits) {}

  const char* kind() const noexcept override { return "cluster"; }
  bool mustBeClosed() const noexcept override { return true; }
  void* get() const { return cluster_; }
  const InFlightLimits& limits() const { return limits_; }

  // What images are opened with is this cluster's configuration: shared by openings that take it as it is, changed by
  // one at a time.
  struct Openings {
    std::shared_mutex mutex;
    bool copiesLifted = false;  // since some image writes without a copy
  };
  Openings& openings() { return openings_; }

  // Whoever follows the cluster's log: librados has one callback for it.
  struct LogPlace {
    std::mutex mutex;
    const void* follower = nullptr;
  };
  LogPlace log;

 protected:
  void release() override;

 private:
  void* cluster_;
  InFlightLimits limits_;
  Openings openings_;
};

std::string fsidOf(Cluster& cluster);

// What a view of a pool is set to.
struct View {
  std::string nspace;
  std::optional<std::string> locator;
  std::optional<Id> snapshot;  // that is read; the present without one
  std::optional<Id> sequence;  // of the snapshots that clients manage themselves: with it, what is written keeps them
  std::vector<Id> snapshots;   // newest first
  bool fullTry = false;        // writes although the pool is full

  static constexpr auto fields() {
    using V = View;
    return fieldsOf(field("namespace", &V::nspace), field("locator", &V::locator), field("snapshot", &V::snapshot),
                    field("sequence", &V::sequence), field("snapshots", &V::snapshots), field("fullTry", &V::fullTry));
  }
};

// A view of one pool: rados_ioctx_t. What it is set to is set before it is used, never later.
class Pool final : public Handle {
 public:
  using Handle::recall;
  using Submission = std::function<void(rados_ioctx_t)>;

  Pool(std::shared_ptr<Cluster> cluster, rados_ioctx_t ioctx)
      : Handle(cluster), cluster_(std::move(cluster)), ioctx_(ioctx), ready_(true) {}
  // A further view of a pool: opened by its first use, since opening may have to ask the monitors.
  Pool(std::shared_ptr<Cluster> cluster, int64_t id, View view)
      : Handle(cluster), cluster_(std::move(cluster)), id_(id), view_(std::move(view)) {}

  const char* kind() const noexcept override { return "pool"; }
  bool mustBeClosed() const noexcept override { return id_ < 0; }
  const std::shared_ptr<Cluster>& cluster() const { return cluster_; }

  int64_t id() const;

  // Where blocking is allowed: opens the view if need be.
  rados_ioctx_t get();

  // JS thread: submits at once, or, while the view is being opened, as soon as it is open, in the order of the calls.
  // The operation, which must be a use of this pool, then gets what the submission throws.
  void submit(Operation& operation, Submission submission);

  // The operations in flight, by their slots, so that they can be recalled.
  void submitting(Slot slot, rados_completion_t completion);
  void settled(Slot slot) noexcept;
  void recall(Slot slot);

  // Held during a call that blocks, by whoever wants to know its version: librados keeps only the last one's.
  std::mutex& synchronous() { return synchronous_; }

 protected:
  void recallInFlight() noexcept override;
  void release() override;

 private:
  void openAndSubmit() noexcept;

  const std::shared_ptr<Cluster> cluster_;
  const int64_t id_ = -1;  // of a view that is yet to be opened
  const View view_;
  std::mutex opening_;
  std::atomic<rados_ioctx_t> ioctx_{nullptr};

  std::atomic<bool> ready_{false};
  std::mutex mutex_;
  bool submitting_ = false;
  std::vector<std::pair<Operation*, Submission>> waiting_;

  std::mutex inFlightMutex_;
  bool ended_ = false;
  std::unordered_map<Slot, rados_completion_t> inFlight_;
  std::mutex synchronous_;
};

// Memory that a call is given: how much there is, and, where the call says so, how much it filled or would need.
struct Room {
  explicit Room(size_t size) : memory(size, '\0'), size(size) {}
  char* data() { return memory.data(); }

  std::string memory;
  size_t size;
};

// Each as large as was asked for, or, if nothing was, twice as large. False if that is beyond all reason.
bool enlarge(std::initializer_list<Room*> rooms);

// Makes a call with growing memory until its answer fits: librados and librbd say -ERANGE when it did not. Answers what
// the call returned.
template <class Call, std::same_as<Room>... Rooms>
int grown(const char* function, Call call, Rooms&... rooms) {
  for (;;) {
    const int result = call();
    if ((result == -ERANGE || result == -ENAMETOOLONG) && enlarge({&rooms...})) continue;
    return check(function, result);
  }
}

// The same for a text that ends with NUL: `call(buffer, &size)`.
template <class Call>
std::string grownText(const char* function, size_t size, Call call) {
  Room room(size);
  grown(
      function, [&] { return call(room.data(), &room.size); }, room);
  return room.memory.c_str();
}

// Texts one behind the other, each with its NUL.
class Texts {
 public:
  explicit Texts(const char* memory) : at_(memory) {}

  std::string_view next() {
    const std::string_view text = at_;
    at_ += text.size() + 1;
    return text;
  }

 private:
  const char* at_;
};

// Those before an empty one.
std::vector<std::string> textsIn(const std::string& memory);

Napi::Object bind(Napi::Env env);

}  // namespace cephvirt::rados

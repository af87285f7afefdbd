#pragma once

#include <napi.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "rados/rados.h"
#include "runtime/convert.h"
#include "runtime/handle.h"

namespace cephvirt::rbd {

// librbd answers as librados does.
using rados::check;
using rados::failure;
using rados::grown;
using rados::grownText;
using rados::Room;
using rados::Texts;

// rbd_image_t, which is `void*` in C.
class Image final : public Handle {
 public:
  Image(std::shared_ptr<rados::Pool> pool, void* image) : Handle(pool), pool_(std::move(pool)), image_(image) {}

  const char* kind() const noexcept override { return "image"; }
  bool mustBeClosed() const noexcept override { return true; }
  void* get() const { return image_; }
  const std::shared_ptr<rados::Pool>& pool() const { return pool_; }

 protected:
  void release() override;

 private:
  const std::shared_ptr<rados::Pool> pool_;
  void* image_;
};

// Calls `call(entries, &count)` with a growing array until the answer fits. librbd writes the count that it needs, or
// that it filled. Where it says -ERANGE and needs no more, it is not the array that is at fault.
template <class Entry, class Count, class Call>
std::vector<Entry> grownList(const char* function, Call call) {
  constexpr Count kMost = 1 << 24;
  Count count = 64;
  for (;;) {
    std::vector<Entry> entries(static_cast<size_t>(count));
    const Count had = count;
    const int result = call(entries.data(), &count);
    if (result == -ERANGE && count > had && had < kMost) {
      count = std::max(count, had * 2);
      continue;
    }
    check(function, result);
    entries.resize(static_cast<size_t>(count));
    return entries;
  }
}

// Names that librbd lists one behind the other, each with its NUL, and in the order of their bytes:
// `call(buffer, &size)`.
template <class Call>
std::vector<std::string> grownNames(const char* function, Call call) {
  Room names(4096);
  grown(
      function, [&] { return call(names.data(), &names.size); }, names);
  return rados::textsIn(names.memory);
}

// Whatever librbd filled and wants to clean up itself.
template <class Cleanup>
class Defer {
 public:
  explicit Defer(Cleanup cleanup) : cleanup_(std::move(cleanup)) {}
  ~Defer() { cleanup_(); }
  Defer(const Defer&) = delete;
  Defer& operator=(const Defer&) = delete;

 private:
  Cleanup cleanup_;
};

inline std::string text(const char* value) { return value != nullptr ? value : ""; }

// Milliseconds, as JavaScript's Date counts them.
inline double milliseconds(const timespec& time) {
  return static_cast<double>(time.tv_sec) * 1e3 + static_cast<double>(time.tv_nsec) / 1e6;
}

uint64_t sizeOf(void* image);
// None of an image of the old format.
std::optional<std::string> idOf(void* image);
uint64_t featuresOf(void* image);
size_t snapshotCountOf(void* image);
std::string poolNameOf(rados::Pool& pool, int64_t id);
// The word for rbd_mirror_image_state_t.
const char* mirroringName(int state);

Napi::Object bind(Napi::Env env);

}  // namespace cephvirt::rbd

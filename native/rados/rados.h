#pragma once

#include <napi.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <string>
#include <utility>

#include "runtime/handle.h"

// rados_t and rados_ioctx_t are both `void*` in C; the handles keep them apart.
namespace cephvirt::rados {

// librados's own answer: a negative errno. Throws Failure "ceph".
int check(const char* function, int result);
Failure failure(const char* function, int result);

class Cluster final : public Handle {
 public:
  Cluster(std::shared_ptr<Executor> executor, void* cluster) : Handle(std::move(executor)), cluster_(cluster) {}

  const char* kind() const noexcept override { return "cluster"; }
  bool mustBeClosed() const noexcept override { return true; }
  void* get() const { return cluster_; }

 protected:
  void release() override;

 private:
  void* cluster_;
};

// A view of one pool: rados_ioctx_t. Its namespace, locator and snapshot are set before it is handed out, never later.
class Pool final : public Handle {
 public:
  Pool(std::shared_ptr<Cluster> cluster, void* ioctx) : Handle(std::move(cluster)), ioctx_(ioctx) {}

  const char* kind() const noexcept override { return "pool"; }
  bool mustBeClosed() const noexcept override { return true; }
  void* get() const { return ioctx_; }

 protected:
  void release() override;

 private:
  void* ioctx_;
};

// Calls `call(buffer, size)` with a growing buffer until the answer fits: librados and librbd say -ERANGE when it did
// not. Answers what `call` returned, and the buffer.
template <class Call>
std::pair<int, std::string> grown(const char* function, size_t size, Call call) {
  constexpr size_t kLargest = 64 << 20;
  for (;; size *= 2) {
    std::string buffer(size, '\0');
    const int result = call(buffer.data(), buffer.size());
    if ((result == -ERANGE || result == -ENAMETOOLONG) && size < kLargest) continue;
    return {check(function, result), std::move(buffer)};
  }
}

// The same for a text that ends with NUL.
template <class Call>
std::string grownText(const char* function, size_t size, Call call) {
  std::string text = grown(function, size, std::move(call)).second;
  text.resize(strnlen(text.data(), text.size()));
  return text;
}

Napi::Object bind(Napi::Env env);

}  // namespace cephvirt::rados

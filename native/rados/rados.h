#pragma once

#include <napi.h>

#include <memory>
#include <string>

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

Napi::Object bind(Napi::Env env);

}  // namespace cephvirt::rados

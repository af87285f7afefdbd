#pragma once

#include <napi.h>

#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "libvirt/symbols.h"
#include "runtime/convert.h"
#include "runtime/handle.h"
#include "runtime/sink.h"

namespace cephvirt::libvirt {

// A connection to a hypervisor. Tells its sink once if the other side is lost.
class Connection final : public Handle {
 public:
  Connection(std::shared_ptr<Executor> executor, virConnectPtr connection)
      : Handle(std::move(executor)), connection_(connection) {}

  const char* kind() const noexcept override { return "connection"; }
  bool mustBeClosed() const noexcept override { return true; }
  virConnectPtr get() const { return connection_; }

  void watch(std::shared_ptr<Sink> lost);
  void onLost(int reason) noexcept;

 protected:
  void release() override;

 private:
  virConnectPtr connection_;
  std::mutex mutex_;
  std::shared_ptr<Sink> lost_;
  void* callback_ = nullptr;
};

// A reference to something that a connection manages. It holds nothing on the other side, so it may simply be dropped.
template <class Traits>
class Object final : public Handle {
 public:
  using Pointer = typename Traits::Pointer;

  Object(std::shared_ptr<Connection> connection, Pointer pointer)
      : Handle(connection), connection_(std::move(connection)), pointer_(pointer) {}

  const char* kind() const noexcept override { return Traits::kind; }
  Pointer get() const { return pointer_; }
  const std::shared_ptr<Connection>& connection() const { return connection_; }

 protected:
  void release() override { Traits::free(pointer_); }

 private:
  const std::shared_ptr<Connection> connection_;
  const Pointer pointer_;
};

struct DomainTraits {
  using Pointer = virDomainPtr;
  static constexpr const char* kind = "domain";
  static void free(Pointer domain) { symbols().virDomainFree(domain); }
};
using Domain = Object<DomainTraits>;

struct SecretTraits {
  using Pointer = virSecretPtr;
  static constexpr const char* kind = "secret";
  static void free(Pointer secret) { symbols().virSecretFree(secret); }
};
using Secret = Object<SecretTraits>;

struct StoragePoolTraits {
  using Pointer = virStoragePoolPtr;
  static constexpr const char* kind = "storage pool";
  static void free(Pointer pool) { symbols().virStoragePoolFree(pool); }
};
using StoragePool = Object<StoragePoolTraits>;

struct StorageVolumeTraits {
  using Pointer = virStorageVolPtr;
  static constexpr const char* kind = "storage volume";
  static void free(Pointer volume) { symbols().virStorageVolFree(volume); }
};
using StorageVolume = Object<StorageVolumeTraits>;

// Objects as JavaScript gets them: with what names them, which libvirt keeps beside the reference.
template <class T>
struct Named {
  std::shared_ptr<T> handle;
  std::string name, uuid;

  static constexpr auto fields() {
    return fieldsOf(field("handle", &Named::handle), field("name", &Named::name), field("uuid", &Named::uuid));
  }
};

struct SecretRecord {
  std::shared_ptr<Secret> handle;
  std::string uuid;
  int usageType;
  std::string usageId;

  static constexpr auto fields() {
    using R = SecretRecord;
    return fieldsOf(field("handle", &R::handle), field("uuid", &R::uuid), field("usageType", &R::usageType),
                    field("usageId", &R::usageId));
  }
};

struct StorageVolumeRecord {
  std::shared_ptr<StorageVolume> handle;
  std::string name, key;

  static constexpr auto fields() {
    using R = StorageVolumeRecord;
    return fieldsOf(field("handle", &R::handle), field("name", &R::name), field("key", &R::key));
  }
};

// These take over the reference, also when they throw.
Named<Domain> record(const std::shared_ptr<Connection>& connection, virDomainPtr domain);
SecretRecord record(const std::shared_ptr<Connection>& connection, virSecretPtr secret);
Named<StoragePool> record(const std::shared_ptr<Connection>& connection, virStoragePoolPtr pool);
StorageVolumeRecord record(const std::shared_ptr<Connection>& connection, virStorageVolPtr volume);

Napi::Object bind(Napi::Env env);

}  // namespace cephvirt::libvirt

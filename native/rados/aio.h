#pragma once

#include <memory>
#include <utility>

#include "rados/rados.h"
#include "rados/symbols.h"
#include "runtime/operation.h"

namespace cephvirt::rados {

struct ObjectStat {
  uint64_t size = 0;
  int64_t seconds = 0;  // since 1970
  int64_t nanoseconds = 0;

  static constexpr auto fields() {
    return fieldsOf(field("size", &ObjectStat::size), field("seconds", &ObjectStat::seconds),
                    field("nanoseconds", &ObjectStat::nanoseconds));
  }
};

// What librados writes the answer to a stat into. An older one tells whole seconds.
struct StatAnswer {
  uint64_t size = 0;
  timespec mtime{};

  ObjectStat told() const { return {size, mtime.tv_sec, mtime.tv_nsec}; }
};

// One rados_aio_* call: lives from its submission until librados calls back, once.
class Aio {
 public:
  // What becomes of an answer that is more than a number, told the version of the object; it may throw. It keeps alive
  // what librados writes into.
  using Result = std::function<Operation::Result(uint64_t version)>;

  Aio(Pool& pool, Operation& operation, Result result)
      : pool_(pool), operation_(operation), result_(std::move(result)) {}
  Aio(const Aio&) = delete;
  Aio& operator=(const Aio&) = delete;

  // `call(completion)` is the rados_aio_* call; it only enqueues.
  template <class Call>
  static void submit(std::unique_ptr<Aio> aio, const char* function, Call call) {
    rados_completion_t completion = nullptr;
    aio->operation_.function = function;
    check("rados_aio_create_completion2", symbols().rados_aio_create_completion2(aio.get(), onComplete, &completion));
    const Slot slot = aio->operation_.slot();
    Pool& pool = aio->pool_;
    try {
      pool.submitting(slot, completion);
      const int result = call(completion);
      if (result < 0) throw failure(function, result);
    } catch (...) {
      // It will not call back.
      pool.settled(slot);
      symbols().rados_aio_release(completion);
      throw;
    }
    aio.release();
  }

 private:
  static void onComplete(rados_completion_t completion, void* argument) noexcept {
    const std::unique_ptr<Aio> aio(static_cast<Aio*>(argument));
    aio->pool_.settled(aio->operation_.slot());
    const int result = symbols().rados_aio_get_return_value(completion);
    const uint64_t version = aio->result_ ? symbols().rados_aio_get_version(completion) : 0;
    symbols().rados_aio_release(completion);
    if (result < 0) {
      aio->operation_.fail(failure(aio->operation_.function, result));
    } else if (aio->result_) {
      aio->succeed(version);
    } else {
      aio->operation_.succeed(result);
    }
  }

  void succeed(uint64_t version) noexcept {
    Operation::Result told;
    try {
      told = result_(version);
    } catch (...) {
      return operation_.fail(currentFailure());
    }
    operation_.succeed(std::move(told));
  }

  Pool& pool_;  // held by the operation
  Operation& operation_;
  const Result result_;
};

template <class Call>
void submit(Pool& pool, Operation& operation, const char* function, Call call, Aio::Result result = nullptr) {
  pool.submit(operation,
              [&pool, &operation, function, call = std::move(call), result = std::move(result)](rados_ioctx_t ioctx) {
                Aio::submit(std::make_unique<Aio>(pool, operation, result), function,
                            [&](rados_completion_t completion) { return call(ioctx, completion); });
              });
}

}  // namespace cephvirt::rados

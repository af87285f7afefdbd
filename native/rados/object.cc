#include "rados/calls.h"
#include "rados/rados.h"
#include "rados/symbols.h"

namespace cephvirt::rados {

namespace {

struct ObjectStat {
  uint64_t size = 0;
  double mtime = 0;  // milliseconds since 1970

  static constexpr auto fields() {
    return fieldsOf(field("size", &ObjectStat::size), field("mtime", &ObjectStat::mtime));
  }
};

// One rados_aio_* call: lives from its submission until librados calls back, once.
class Aio {
 public:
  using Result = Operation::Result (*)(const Aio& aio);

  Aio(Pool& pool, Operation& operation, uint64_t number, Result result)
      : pool_(pool), operation_(operation), number_(number), result_(result) {}
  Aio(const Aio&) = delete;
  Aio& operator=(const Aio&) = delete;

  // `call(completion)` is the rados_aio_* call; it only enqueues.
  template <class Call>
  static void submit(std::unique_ptr<Aio> aio, const char* function, Call call) {
    rados_completion_t completion = nullptr;
    aio->operation_.function = function;
    check("rados_aio_create_completion2", symbols().rados_aio_create_completion2(aio.get(), onComplete, &completion));
    const uint64_t number = aio->number_;
    Pool& pool = aio->pool_;
    try {
      pool.submitting(number, completion);
      const int result = call(completion, *aio);
      if (result < 0) throw failure(function, result);
    } catch (...) {
      // It will not call back.
      pool.settled(number);
      symbols().rados_aio_release(completion);
      throw;
    }
    aio.release();
  }

  uint64_t size = 0;
  time_t mtime = 0;

 private:
  static void onComplete(rados_completion_t completion, void* argument) noexcept {
    const std::unique_ptr<Aio> aio(static_cast<Aio*>(argument));
    aio->pool_.settled(aio->number_);
    const int result = symbols().rados_aio_get_return_value(completion);
    symbols().rados_aio_release(completion);
    if (result < 0) {
      aio->operation_.fail(failure(aio->operation_.function, result));
    } else if (aio->result_ != nullptr) {
      aio->operation_.succeed(aio->result_(*aio));
    } else {
      aio->operation_.succeed(result);
    }
  }

  Pool& pool_;  // held by the operation
  Operation& operation_;
  const uint64_t number_;
  const Result result_;
};

// `number` is what the caller knows the operation by, to recall it.
template <class Call>
void submit(Pool& pool, Operation& operation, const char* function, uint64_t number, Call call,
            Aio::Result result = nullptr) {
  pool.submit(operation, [&pool, &operation, function, number, call = std::move(call), result](rados_ioctx_t ioctx) {
    Aio::submit(std::make_unique<Aio>(pool, operation, number, result), function,
                [&](rados_completion_t completion, Aio& aio) { return call(ioctx, completion, aio); });
  });
}

// The pool of an operation that is to be recalled. It may be closing, which waits for that very operation; while one is
// in flight the pool is not released.
struct EvenClosing {
  std::shared_ptr<Pool> pool;
};

}  // namespace

}  // namespace cephvirt::rados

namespace cephvirt {

template <>
struct Parameter<rados::EvenClosing> {
  using Stored = rados::EvenClosing;
  static Stored read(Reading& reading) {
    auto pool = std::dynamic_pointer_cast<rados::Pool>(Environment::of(reading.info.Env()).unwrap(reading.next()));
    if (!pool) throw wrongType("Argument 1", "a pool");
    return {std::move(pool)};
  }
  static Stored& pass(Stored& stored) { return stored; }
};

}  // namespace cephvirt

namespace cephvirt::rados {

void bindObjects(Library& rados) {
  rados.submit("objectRead", [](Pool& pool, Operation& operation, const std::string& name, PinnedBuffer into,
                                uint64_t position, uint64_t number) {
    // To an OSD, no bytes means all of them.
    if (into.size() == 0) return operation.succeed(int64_t{0});
    submit(pool, operation, "rados_aio_read", number,
           [name, into, position](rados_ioctx_t ioctx, rados_completion_t completion, Aio&) {
             return symbols().rados_aio_read(ioctx, name.c_str(), completion, reinterpret_cast<char*>(into.data()),
                                             into.size(), position);
           });
  });

  rados.submit("objectWrite", [](Pool& pool, Operation& operation, const std::string& name, PinnedBuffer data,
                                 uint64_t position, uint64_t number) {
    submit(pool, operation, "rados_aio_write", number,
           [name, data, position](rados_ioctx_t ioctx, rados_completion_t completion, Aio&) {
             return symbols().rados_aio_write(ioctx, name.c_str(), completion, data.chars(), data.size(), position);
           });
  });

  rados.submit("objectWriteFull", [](Pool& pool, Operation& operation, const std::string& name, PinnedBuffer data,
                                     uint64_t number) {
    submit(pool, operation, "rados_aio_write_full", number,
           [name, data](rados_ioctx_t ioctx, rados_completion_t completion, Aio&) {
             return symbols().rados_aio_write_full(ioctx, name.c_str(), completion, data.chars(), data.size());
           });
  });

  rados.submit("objectAppend",
               [](Pool& pool, Operation& operation, const std::string& name, PinnedBuffer data, uint64_t number) {
                 submit(pool, operation, "rados_aio_append", number,
                        [name, data](rados_ioctx_t ioctx, rados_completion_t completion, Aio&) {
                          return symbols().rados_aio_append(ioctx, name.c_str(), completion, data.chars(), data.size());
                        });
               });

  // rados_trunc has no asynchronous form; a write operation does.
  rados.submit("objectTruncate",
               [](Pool& pool, Operation& operation, const std::string& name, uint64_t size, uint64_t number) {
                 submit(pool, operation, "rados_write_op_truncate", number,
                        [name, size](rados_ioctx_t ioctx, rados_completion_t completion, Aio&) {
                          const rados_write_op_t write = symbols().rados_create_write_op();
                          symbols().rados_write_op_truncate(write, size);
                          const int result =
                              symbols().rados_aio_write_op_operate(write, ioctx, completion, name.c_str(), nullptr, 0);
                          symbols().rados_release_write_op(write);
                          return result;
                        });
               });

  rados.submit("objectRemove", [](Pool& pool, Operation& operation, const std::string& name, uint64_t number) {
    submit(pool, operation, "rados_aio_remove", number,
           [name](rados_ioctx_t ioctx, rados_completion_t completion, Aio&) {
             return symbols().rados_aio_remove(ioctx, name.c_str(), completion);
           });
  });

  rados.submit("objectStat", [](Pool& pool, Operation& operation, const std::string& name, uint64_t number) {
    submit(
        pool, operation, "rados_aio_stat", number,
        [name](rados_ioctx_t ioctx, rados_completion_t completion, Aio& aio) {
          return symbols().rados_aio_stat(ioctx, name.c_str(), completion, &aio.size, &aio.mtime);
        },
        [](const Aio& aio) -> Operation::Result {
          return [stat = ObjectStat{aio.size, static_cast<double>(aio.mtime) * 1000}](Napi::Env env) {
            return Convert<ObjectStat>::toJs(env, stat);
          };
        });
  });

  rados.immediate("objectRecall", [](EvenClosing closing, uint64_t number) { closing.pool->recall(number); });
}

}  // namespace cephvirt::rados

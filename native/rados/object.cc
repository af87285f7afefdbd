#include "rados/aio.h"
#include "rados/calls.h"
#include "rados/rados.h"
#include "rados/symbols.h"

namespace cephvirt::rados {

namespace {

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
  rados.submit("objectRead",
               [](Pool& pool, Operation& operation, const std::string& name, PinnedBuffer into, uint64_t position) {
                 // To an OSD, no bytes means all of them.
                 if (into.size() == 0) return operation.succeed(int64_t{0});
                 submit(pool, operation, "rados_aio_read",
                        [name, into, position](rados_ioctx_t ioctx, rados_completion_t completion) {
                          return symbols().rados_aio_read(ioctx, name.c_str(), completion,
                                                          reinterpret_cast<char*>(into.data()), into.size(), position);
                        });
               });

  rados.submit("objectWrite", [](Pool& pool, Operation& operation, const std::string& name, PinnedBuffer data,
                                 uint64_t position) {
    submit(pool, operation, "rados_aio_write",
           [name, data, position](rados_ioctx_t ioctx, rados_completion_t completion) {
             return symbols().rados_aio_write(ioctx, name.c_str(), completion, data.chars(), data.size(), position);
           });
  });

  rados.submit("objectWriteFull", [](Pool& pool, Operation& operation, const std::string& name, PinnedBuffer data) {
    submit(pool, operation, "rados_aio_write_full", [name, data](rados_ioctx_t ioctx, rados_completion_t completion) {
      return symbols().rados_aio_write_full(ioctx, name.c_str(), completion, data.chars(), data.size());
    });
  });

  rados.submit("objectAppend", [](Pool& pool, Operation& operation, const std::string& name, PinnedBuffer data) {
    submit(pool, operation, "rados_aio_append", [name, data](rados_ioctx_t ioctx, rados_completion_t completion) {
      return symbols().rados_aio_append(ioctx, name.c_str(), completion, data.chars(), data.size());
    });
  });

  rados.submit("objectRemove", [](Pool& pool, Operation& operation, const std::string& name) {
    submit(pool, operation, "rados_aio_remove", [name](rados_ioctx_t ioctx, rados_completion_t completion) {
      return symbols().rados_aio_remove(ioctx, name.c_str(), completion);
    });
  });

  rados.submit("objectStat", [](Pool& pool, Operation& operation, const std::string& name) {
    const auto stat = std::make_shared<StatAnswer>();
    submit(
        pool, operation, symbols().rados_aio_stat2 ? "rados_aio_stat2" : "rados_aio_stat",
        [name, stat](rados_ioctx_t ioctx, rados_completion_t completion) {
          return symbols().rados_aio_stat2
                     ? symbols().rados_aio_stat2(ioctx, name.c_str(), completion, &stat->size, &stat->mtime)
                     : symbols().rados_aio_stat(ioctx, name.c_str(), completion, &stat->size, &stat->mtime.tv_sec);
        },
        [stat](uint64_t) -> Operation::Result {
          return [stat](Napi::Env env) { return Convert<ObjectStat>::toJs(env, stat->told()); };
        });
  });

  rados.immediate("objectRecall", [](EvenClosing closing, Slot slot) { closing.pool->recall(slot); });
}

}  // namespace cephvirt::rados

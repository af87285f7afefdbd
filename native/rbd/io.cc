#include "rbd/calls.h"
#include "rbd/rbd.h"
#include "rbd/symbols.h"
#include "runtime/buffer_list.h"

// The calls that move data. Each enqueues on the JS thread and is finished by a thread of librbd; memory is read and
// written where it is.
namespace cephvirt::rbd {

namespace {

void onComplete(rbd_completion_t completion, void* argument) noexcept {
  auto* operation = static_cast<Operation*>(argument);
  const ssize_t result = symbols().rbd_aio_get_return_value(completion);
  symbols().rbd_aio_release(completion);
  if (result < 0) {
    operation->fail(failure(operation->function, static_cast<int>(result)));
  } else {
    operation->succeed(result);
  }
}

// Submits an operation: `start(completion)` calls `function`.
template <class Function, class Start>
void submit(Operation& operation, const Function& function, Start start, rbd_callback_t callback = onComplete) {
  operation.function = function.name();
  rbd_completion_t completion = nullptr;
  check("rbd_aio_create_completion", symbols().rbd_aio_create_completion(&operation, callback, &completion));
  try {
    check(function.name(), static_cast<int>(start(completion)));
  } catch (...) {
    // It was not taken, so nothing will complete it.
    symbols().rbd_aio_release(completion);
    throw;
  }
}

std::vector<iovec> vectorsOf(const std::vector<PinnedBuffer>& buffers) {
  std::vector<iovec> list;
  list.reserve(buffers.size());
  for (const PinnedBuffer& buffer : buffers) list.push_back({buffer.data(), buffer.size()});
  return list;
}

// The buffers of a vectored call, for as long as librbd needs the list.
iovec* vectors(Operation& operation, const std::vector<PinnedBuffer>& buffers) {
  auto list = std::make_shared<std::vector<iovec>>(vectorsOf(buffers));
  operation.attachment = list;
  return list->data();
}

// As contract/rbd.ts has it: the lowest bit says which way, the others are the operation's flags.
constexpr uint32_t kWrite = 1;

void start(Image& image, Operation& operation, uint32_t kind, PinnedBuffer memory, uint64_t position) {
  const int flags = static_cast<int>(kind >> 1);
  const auto run = [&](const auto& function, auto... last) {
    submit(operation, function, [&](rbd_completion_t completion) {
      return function(image.get(), position, memory.size(), memory.chars(), completion, last...);
    });
  };
  if ((kind & kWrite) == 0) {
    flags == 0 ? run(symbols().rbd_aio_read) : run(symbols().rbd_aio_read2, flags);
  } else {
    flags == 0 ? run(symbols().rbd_aio_write) : run(symbols().rbd_aio_write2, flags);
  }
}

// What a comparison keeps while it is under way.
struct Comparison {
  uint64_t mismatch = 0;
  std::vector<iovec> expected, data;
  std::string gatheredExpected, gatheredData;
};

// A comparison lies within a sector. Where it differs librbd tells as if it had begun at the object's first byte, which
// is at the beginning of a sector too.
constexpr uint64_t kSector = 512;
// What differs is told as librados does.
constexpr int kMaxErrno = 4095;

void onCompared(rbd_completion_t completion, void* argument) noexcept {
  auto* operation = static_cast<Operation*>(argument);
  auto result = static_cast<int>(symbols().rbd_aio_get_return_value(completion));
  symbols().rbd_aio_release(completion);
  if (result == -EILSEQ) {
    const auto* comparison = static_cast<const Comparison*>(operation->attachment.get());
    result = -kMaxErrno - static_cast<int>(comparison->mismatch % kSector);
  }
  if (result < 0) {
    operation->fail(failure(operation->function, result));
  } else {
    operation->succeed(int64_t{0});
  }
}

std::string gathered(const std::vector<PinnedBuffer>& buffers) {
  std::string all;
  for (const PinnedBuffer& buffer : buffers) all.append(buffer.chars(), buffer.size());
  return all;
}

}  // namespace

void bindIo(Library& rbd) {
  rbd.submitMany<Image>("imageMany", start);

  rbd.submit(
      "imageReadv", [](Image& image, Operation& operation, const std::vector<PinnedBuffer>& into, uint64_t position) {
        const auto& read = symbols().rbd_aio_readv;
        submit(operation, read, [&](rbd_completion_t completion) {
          return read(image.get(), vectors(operation, into), static_cast<int>(into.size()), position, completion);
        });
      });

  rbd.submit(
      "imageWritev", [](Image& image, Operation& operation, const std::vector<PinnedBuffer>& from, uint64_t position) {
        const auto& write = symbols().rbd_aio_writev;
        submit(operation, write, [&](rbd_completion_t completion) {
          return write(image.get(), vectors(operation, from), static_cast<int>(from.size()), position, completion);
        });
      });

  rbd.submit("imageDiscard", [](Image& image, Operation& operation, uint64_t position, uint64_t length) {
    const auto& discard = symbols().rbd_aio_discard;
    submit(operation, discard,
           [&](rbd_completion_t completion) { return discard(image.get(), position, length, completion); });
  });

  rbd.submit(
      "imageWriteZeroes", [](Image& image, Operation& operation, uint64_t position, uint64_t length, bool allocate) {
        const auto& zero = symbols().rbd_aio_write_zeroes;
        const int flags = allocate ? RBD_WRITE_ZEROES_FLAG_THICK_PROVISION : 0;
        submit(operation, zero,
               [&](rbd_completion_t completion) { return zero(image.get(), position, length, completion, flags, 0); });
      });

  rbd.submit("imageWriteSame", [](Image& image, Operation& operation, PinnedBuffer pattern, uint64_t position,
                                  uint64_t length, uint32_t flags) {
    const auto& write = symbols().rbd_aio_writesame;
    submit(operation, write, [&](rbd_completion_t completion) {
      return write(image.get(), position, length, pattern.chars(), pattern.size(), completion, static_cast<int>(flags));
    });
  });

  rbd.submit("imageWriteWithCrc", [](Image& image, Operation& operation, PinnedBuffer data, uint64_t position,
                                     uint32_t crc32c, uint32_t flags) {
    const auto& write = symbols().rbd_aio_write_with_crc32c;
    submit(operation, write, [&](rbd_completion_t completion) {
      return write(image.get(), position, data.size(), data.chars(), crc32c, completion, static_cast<int>(flags));
    });
  });

  rbd.submit("imageCompareAndWrite", [](Image& image, Operation& operation, PinnedBuffer expected, PinnedBuffer data,
                                        uint64_t position, uint32_t flags) {
    const auto& write = symbols().rbd_aio_compare_and_write;
    auto comparison = std::make_shared<Comparison>();
    operation.attachment = comparison;
    submit(
        operation, write,
        [&](rbd_completion_t completion) {
          return write(image.get(), position, data.size(), expected.chars(), data.chars(), completion,
                       &comparison->mismatch, static_cast<int>(flags));
        },
        onCompared);
  });

  rbd.submit("imageCompareAndWritev", [](Image& image, Operation& operation, const std::vector<PinnedBuffer>& expected,
                                         const std::vector<PinnedBuffer>& data, uint64_t position, uint32_t flags) {
    auto comparison = std::make_shared<Comparison>();
    operation.attachment = comparison;
    const int opFlags = static_cast<int>(flags);
    if (const auto& write = symbols().rbd_aio_compare_and_writev) {
      comparison->expected = vectorsOf(expected);
      comparison->data = vectorsOf(data);
      submit(
          operation, write,
          [&](rbd_completion_t completion) {
            return write(image.get(), position, comparison->expected.data(), static_cast<int>(expected.size()),
                         comparison->data.data(), static_cast<int>(data.size()), completion, &comparison->mismatch,
                         opFlags);
          },
          onCompared);
      return;
    }
    // A comparison is of a sector at most: gathering it costs nothing.
    const auto& write = symbols().rbd_aio_compare_and_write;
    comparison->gatheredExpected = gathered(expected);
    comparison->gatheredData = gathered(data);
    submit(
        operation, write,
        [&](rbd_completion_t completion) {
          return write(image.get(), position, comparison->gatheredData.size(), comparison->gatheredExpected.data(),
                       comparison->gatheredData.data(), completion, &comparison->mismatch, opFlags);
        },
        onCompared);
  });

  rbd.blocking("imageInvalidateCache",
               [](Image& image) { check("rbd_invalidate_cache", symbols().rbd_invalidate_cache(image.get())); });

  rbd.submit("imageFlush", [](Image& image, Operation& operation) {
    const auto& flush = symbols().rbd_aio_flush;
    submit(operation, flush, [&](rbd_completion_t completion) { return flush(image.get(), completion); });
  });
}

}  // namespace cephvirt::rbd

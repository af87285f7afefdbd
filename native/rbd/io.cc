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
void submit(Operation& operation, const Function& function, Start start) {
  operation.function = function.name();
  rbd_completion_t completion = nullptr;
  check("rbd_aio_create_completion", symbols().rbd_aio_create_completion(&operation, onComplete, &completion));
  try {
    check(function.name(), static_cast<int>(start(completion)));
  } catch (...) {
    // It was not taken, so nothing will complete it.
    symbols().rbd_aio_release(completion);
    throw;
  }
}

// The buffers of a vectored call, for as long as librbd needs the list.
iovec* vectors(Operation& operation, const std::vector<PinnedBuffer>& buffers) {
  auto list = std::make_shared<std::vector<iovec>>();
  list->reserve(buffers.size());
  for (const PinnedBuffer& buffer : buffers) list->push_back({buffer.data(), buffer.size()});
  operation.attachment = list;
  return list->data();
}

// As contract/rbd.ts has it.
enum class Direction : uint32_t { read = 0, write = 1 };

void start(Image& image, Operation& operation, Direction direction, PinnedBuffer memory, uint64_t position) {
  const auto run = [&](const auto& function) {
    submit(operation, function, [&](rbd_completion_t completion) {
      return function(image.get(), position, memory.size(), memory.chars(), completion);
    });
  };
  if (direction == Direction::read) {
    run(symbols().rbd_aio_read);
  } else {
    run(symbols().rbd_aio_write);
  }
}

}  // namespace

void bindIo(Library& rbd) {
  rbd.submitMany<Image>(
      "imageMany", [](Image& image, Operation& operation, uint32_t direction, PinnedBuffer memory, uint64_t position) {
        start(image, operation, static_cast<Direction>(direction), memory, position);
      });

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

  rbd.submit("imageFlush", [](Image& image, Operation& operation) {
    const auto& flush = symbols().rbd_aio_flush;
    submit(operation, flush, [&](rbd_completion_t completion) { return flush(image.get(), completion); });
  });
}

}  // namespace cephvirt::rbd

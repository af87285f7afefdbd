#pragma once

#include <rados/librados.h>

#include <ctime>

// What librados has had since after Ceph 16, as its newest header declares it: this module is built with the headers of
// any release, and works with the library of any other.
namespace cephvirt::rados::newer {

using rados_aio_write_op_operate2 = int(rados_write_op_t op, rados_ioctx_t io, rados_completion_t completion,
                                        const char* object, timespec* mtime, int flags);
using rados_aio_stat2 = int(rados_ioctx_t io, const char* object, rados_completion_t completion, uint64_t* size,
                            timespec* mtime);
using rados_read_op_stat2 = void(rados_read_op_t op, uint64_t* size, timespec* mtime, int* result);

}  // namespace cephvirt::rados::newer

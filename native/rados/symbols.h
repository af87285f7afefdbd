#pragma once

#include <rados/librados.h>

#include "runtime/symbol_table.h"

// The functions of librados that are called: name, the Ceph release that first has it, and the version of the symbol
// where the library exports several.
#define CEPHVIRT_RADOS_SYMBOLS(X)                   \
  X(rados_version, "14", nullptr)                   \
  X(rados_create2, "14", nullptr)                   \
  X(rados_conf_read_file, "14", nullptr)            \
  X(rados_conf_parse_env, "14", nullptr)            \
  X(rados_conf_parse_argv_remainder, "14", nullptr) \
  X(rados_conf_set, "14", nullptr)                  \
  X(rados_conf_get, "14", nullptr)                  \
  X(rados_connect, "14", nullptr)                   \
  X(rados_shutdown, "14", nullptr)                  \
  X(rados_cluster_fsid, "14", nullptr)              \
  X(rados_cluster_stat, "14", nullptr)              \
  X(rados_get_instance_id, "14", nullptr)           \
  X(rados_wait_for_latest_osdmap, "14", nullptr)    \
  X(rados_mon_command, "14", nullptr)               \
  X(rados_mon_command_target, "14", nullptr)        \
  X(rados_mgr_command, "14", nullptr)               \
  X(rados_mgr_command_target, "15", nullptr)        \
  X(rados_osd_command, "14", nullptr)               \
  X(rados_pg_command, "14", nullptr)                \
  X(rados_buffer_free, "14", nullptr)               \
  X(rados_pool_reverse_lookup, "14", nullptr)       \
  X(rados_ioctx_create, "14", nullptr)              \
  X(rados_ioctx_create2, "14", nullptr)             \
  X(rados_ioctx_destroy, "14", nullptr)             \
  X(rados_set_pool_full_try, "15", nullptr)         \
  X(rados_ioctx_set_namespace, "14", nullptr)       \
  X(rados_ioctx_get_id, "14", nullptr)              \
  X(rados_ioctx_pool_stat, "14", "LIBRADOS_14.2.0") \
  X(rados_nobjects_list_open, "14", nullptr)        \
  X(rados_nobjects_list_next2, "14", nullptr)       \
  X(rados_nobjects_list_close, "14", nullptr)       \
  X(rados_aio_create_completion2, "15", nullptr)    \
  X(rados_aio_get_return_value, "14", nullptr)      \
  X(rados_aio_release, "14", nullptr)               \
  X(rados_aio_cancel, "14", nullptr)                \
  X(rados_aio_flush, "14", nullptr)                 \
  X(rados_aio_read, "14", nullptr)                  \
  X(rados_aio_write, "14", nullptr)                 \
  X(rados_aio_write_full, "14", nullptr)            \
  X(rados_aio_append, "14", nullptr)                \
  X(rados_aio_remove, "14", nullptr)                \
  X(rados_aio_stat, "14", nullptr)                  \
  X(rados_create_write_op, "14", nullptr)           \
  X(rados_release_write_op, "14", nullptr)          \
  X(rados_write_op_create, "14", nullptr)           \
  X(rados_write_op_assert_exists, "14", nullptr)    \
  X(rados_write_op_write, "14", nullptr)            \
  X(rados_write_op_write_full, "14", nullptr)       \
  X(rados_write_op_append, "14", nullptr)           \
  X(rados_write_op_zero, "14", nullptr)             \
  X(rados_write_op_truncate, "14", nullptr)         \
  X(rados_write_op_remove, "14", nullptr)           \
  X(rados_write_op_setxattr, "14", nullptr)         \
  X(rados_write_op_rmxattr, "14", nullptr)          \
  X(rados_aio_write_op_operate, "14", nullptr)      \
  X(rados_create_read_op, "14", nullptr)            \
  X(rados_release_read_op, "14", nullptr)           \
  X(rados_read_op_exec, "14", nullptr)              \
  X(rados_read_op_read, "14", nullptr)              \
  X(rados_read_op_stat, "14", nullptr)              \
  X(rados_aio_read_op_operate, "14", nullptr)

namespace cephvirt::rados {

CEPHVIRT_DECLARE_SYMBOLS(CEPHVIRT_RADOS_SYMBOLS)

}  // namespace cephvirt::rados

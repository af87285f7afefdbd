#pragma once

#include <rados/librados.h>

#include "rados/newer.h"
#include "runtime/symbol_table.h"

// The functions of librados that are called: name, the Ceph release that first has it, and the version of the symbol
// where the library exports several.
#define CEPHVIRT_RADOS_SYMBOLS(X)                              \
  X(rados_version, "14", nullptr)                              \
  X(rados_create2, "14", nullptr)                              \
  X(rados_conf_read_file, "14", nullptr)                       \
  X(rados_conf_parse_env, "14", nullptr)                       \
  X(rados_conf_parse_argv_remainder, "14", nullptr)            \
  X(rados_conf_set, "14", nullptr)                             \
  X(rados_conf_get, "14", nullptr)                             \
  X(rados_connect, "14", nullptr)                              \
  X(rados_shutdown, "14", nullptr)                             \
  X(rados_cluster_fsid, "14", nullptr)                         \
  X(rados_cluster_stat, "14", nullptr)                         \
  X(rados_get_instance_id, "14", nullptr)                      \
  X(rados_wait_for_latest_osdmap, "14", nullptr)               \
  X(rados_mon_command, "14", nullptr)                          \
  X(rados_mon_command_target, "14", nullptr)                   \
  X(rados_mgr_command, "14", nullptr)                          \
  X(rados_mgr_command_target, "15", nullptr)                   \
  X(rados_osd_command, "14", nullptr)                          \
  X(rados_pg_command, "14", nullptr)                           \
  X(rados_buffer_free, "14", nullptr)                          \
  X(rados_pool_reverse_lookup, "14", nullptr)                  \
  X(rados_ioctx_create, "14", nullptr)                         \
  X(rados_ioctx_create2, "14", nullptr)                        \
  X(rados_ioctx_destroy, "14", nullptr)                        \
  X(rados_set_pool_full_try, "15", nullptr)                    \
  X(rados_ioctx_set_namespace, "14", nullptr)                  \
  X(rados_ioctx_get_id, "14", nullptr)                         \
  X(rados_ioctx_pool_stat, "14", "LIBRADOS_14.2.0")            \
  X(rados_nobjects_list_open, "14", nullptr)                   \
  X(rados_nobjects_list_close, "14", nullptr)                  \
  X(rados_aio_create_completion2, "15", nullptr)               \
  X(rados_aio_get_return_value, "14", nullptr)                 \
  X(rados_aio_release, "14", nullptr)                          \
  X(rados_aio_cancel, "14", nullptr)                           \
  X(rados_aio_flush, "14", nullptr)                            \
  X(rados_aio_read, "14", nullptr)                             \
  X(rados_aio_write, "14", nullptr)                            \
  X(rados_aio_write_full, "14", nullptr)                       \
  X(rados_aio_append, "14", nullptr)                           \
  X(rados_aio_remove, "14", nullptr)                           \
  X(rados_aio_stat, "14", nullptr)                             \
  X(rados_create_write_op, "14", nullptr)                      \
  X(rados_release_write_op, "14", nullptr)                     \
  X(rados_write_op_create, "14", nullptr)                      \
  X(rados_write_op_assert_exists, "14", nullptr)               \
  X(rados_write_op_write, "14", nullptr)                       \
  X(rados_write_op_write_full, "14", nullptr)                  \
  X(rados_write_op_append, "14", nullptr)                      \
  X(rados_write_op_zero, "14", nullptr)                        \
  X(rados_write_op_truncate, "14", nullptr)                    \
  X(rados_write_op_remove, "14", nullptr)                      \
  X(rados_write_op_setxattr, "14", nullptr)                    \
  X(rados_write_op_rmxattr, "14", nullptr)                     \
  X(rados_aio_write_op_operate, "14", nullptr)                 \
  X(rados_create_read_op, "14", nullptr)                       \
  X(rados_release_read_op, "14", nullptr)                      \
  X(rados_read_op_exec, "14", nullptr)                         \
  X(rados_read_op_read, "14", nullptr)                         \
  X(rados_read_op_stat, "14", nullptr)                         \
  X(rados_aio_read_op_operate, "14", nullptr)                  \
  X(rados_aio_get_version, "14", nullptr)                      \
  X(rados_aio_ioctx_selfmanaged_snap_create, "14", nullptr)    \
  X(rados_aio_ioctx_selfmanaged_snap_remove, "14", nullptr)    \
  X(rados_aio_notify, "14", nullptr)                           \
  X(rados_aio_unlock, "14", nullptr)                           \
  X(rados_unwatch2, "14", nullptr)                             \
  X(rados_watch3, "14", nullptr)                               \
  X(rados_watch_flush, "14", nullptr)                          \
  X(rados_application_enable, "14", nullptr)                   \
  X(rados_application_list, "14", nullptr)                     \
  X(rados_application_metadata_get, "14", nullptr)             \
  X(rados_application_metadata_list, "14", nullptr)            \
  X(rados_application_metadata_remove, "14", nullptr)          \
  X(rados_application_metadata_set, "14", nullptr)             \
  X(rados_blacklist_add, "14", nullptr)                        \
  X(rados_blocklist_add, "16", nullptr)                        \
  X(rados_break_lock, "14", nullptr)                           \
  X(rados_cache_pin, "14", nullptr)                            \
  X(rados_cache_unpin, "14", nullptr)                          \
  X(rados_decode_notify_response, "16", nullptr)               \
  X(rados_free_notify_response, "16", nullptr)                 \
  X(rados_get_last_version, "14", nullptr)                     \
  X(rados_get_min_compatible_client, "14", nullptr)            \
  X(rados_get_min_compatible_osd, "14", nullptr)               \
  X(rados_getaddrs, "15", nullptr)                             \
  X(rados_getxattrs_end, "14", nullptr)                        \
  X(rados_getxattrs_next, "14", nullptr)                       \
  X(rados_inconsistent_pg_list, "14", nullptr)                 \
  X(rados_ioctx_get_pool_name, "14", nullptr)                  \
  X(rados_ioctx_locator_set_key, "14", nullptr)                \
  X(rados_ioctx_pool_required_alignment2, "14", nullptr)       \
  X(rados_ioctx_pool_requires_alignment2, "14", nullptr)       \
  X(rados_ioctx_selfmanaged_snap_rollback, "14", nullptr)      \
  X(rados_ioctx_selfmanaged_snap_set_write_ctx, "14", nullptr) \
  X(rados_ioctx_snap_create, "14", nullptr)                    \
  X(rados_ioctx_snap_get_name, "14", nullptr)                  \
  X(rados_ioctx_snap_get_stamp, "14", nullptr)                 \
  X(rados_ioctx_snap_list, "14", nullptr)                      \
  X(rados_ioctx_snap_lookup, "14", nullptr)                    \
  X(rados_ioctx_snap_remove, "14", nullptr)                    \
  X(rados_ioctx_snap_rollback, "14", nullptr)                  \
  X(rados_ioctx_snap_set_read, "14", nullptr)                  \
  X(rados_list_lockers, "14", nullptr)                         \
  X(rados_lock_exclusive, "14", nullptr)                       \
  X(rados_lock_shared, "14", nullptr)                          \
  X(rados_monitor_log2, "14", nullptr)                         \
  X(rados_nobjects_list_get_cursor, "14", nullptr)             \
  X(rados_nobjects_list_get_pg_hash_position, "14", nullptr)   \
  X(rados_nobjects_list_seek, "14", nullptr)                   \
  X(rados_nobjects_list_seek_cursor, "14", nullptr)            \
  X(rados_notify_ack, "14", nullptr)                           \
  X(rados_object_list, "14", nullptr)                          \
  X(rados_object_list_begin, "14", nullptr)                    \
  X(rados_object_list_cursor_cmp, "14", nullptr)               \
  X(rados_object_list_cursor_free, "14", nullptr)              \
  X(rados_object_list_end, "14", nullptr)                      \
  X(rados_object_list_free, "14", nullptr)                     \
  X(rados_object_list_is_end, "14", nullptr)                   \
  X(rados_object_list_slice, "14", nullptr)                    \
  X(rados_omap_get_end, "14", nullptr)                         \
  X(rados_omap_get_next2, "14", nullptr)                       \
  X(rados_omap_iter_size, "14", nullptr)                       \
  X(rados_ping_monitor, "14", nullptr)                         \
  X(rados_pool_get_base_tier, "14", nullptr)                   \
  X(rados_pool_lookup, "14", nullptr)                          \
  X(rados_read_op_assert_exists, "14", nullptr)                \
  X(rados_read_op_assert_version, "14", nullptr)               \
  X(rados_read_op_checksum, "14", nullptr)                     \
  X(rados_read_op_cmpext, "14", nullptr)                       \
  X(rados_read_op_cmpxattr, "14", nullptr)                     \
  X(rados_read_op_getxattrs, "14", nullptr)                    \
  X(rados_read_op_omap_cmp2, "14", nullptr)                    \
  X(rados_read_op_omap_get_keys2, "14", nullptr)               \
  X(rados_read_op_omap_get_vals2, "14", nullptr)               \
  X(rados_read_op_omap_get_vals_by_keys2, "14", nullptr)       \
  X(rados_read_op_set_flags, "14", nullptr)                    \
  X(rados_service_register, "14", nullptr)                     \
  X(rados_service_update_status, "14", nullptr)                \
  X(rados_watch_check, "14", nullptr)                          \
  X(rados_write_op_assert_version, "14", nullptr)              \
  X(rados_write_op_cmpext, "14", nullptr)                      \
  X(rados_write_op_cmpxattr, "14", nullptr)                    \
  X(rados_write_op_exec, "14", nullptr)                        \
  X(rados_write_op_operate2, "14", nullptr)                    \
  X(rados_write_op_omap_clear, "14", nullptr)                  \
  X(rados_write_op_omap_cmp2, "14", nullptr)                   \
  X(rados_write_op_omap_rm_keys2, "14", nullptr)               \
  X(rados_write_op_omap_rm_range2, "15", nullptr)              \
  X(rados_write_op_omap_set2, "14", nullptr)                   \
  X(rados_write_op_set_alloc_hint2, "14", nullptr)             \
  X(rados_write_op_set_flags, "14", nullptr)                   \
  X(rados_write_op_writesame, "14", nullptr)

// And those that the headers of Ceph 16 do not declare: newer.h does.
#define CEPHVIRT_RADOS_NEWER_SYMBOLS(X)         \
  X(rados_aio_stat2, "18", nullptr)             \
  X(rados_aio_write_op_operate2, "18", nullptr) \
  X(rados_read_op_stat2, "18", nullptr)

namespace cephvirt::rados {

CEPHVIRT_DECLARE_SYMBOLS(CEPHVIRT_RADOS_SYMBOLS, CEPHVIRT_RADOS_NEWER_SYMBOLS)

}  // namespace cephvirt::rados

#pragma once

#include <rbd/librbd.h>

#include "runtime/symbol_table.h"

// The functions of librbd that are called: name, the release that first has it, and the version of the symbol where the
// library exports several.
#define CEPHVIRT_RBD_SYMBOLS(X)                       \
  X(rbd_version, "14", nullptr)                       \
  X(rbd_pool_init, "14", nullptr)                     \
  X(rbd_image_options_create, "14", nullptr)          \
  X(rbd_image_options_destroy, "14", nullptr)         \
  X(rbd_image_options_set_string, "14", nullptr)      \
  X(rbd_image_options_set_uint64, "14", nullptr)      \
  X(rbd_create4, "14", nullptr)                       \
  X(rbd_list2, "14", nullptr)                         \
  X(rbd_image_spec_list_cleanup, "14", nullptr)       \
  X(rbd_remove_with_progress, "14", nullptr)          \
  X(rbd_rename, "14", nullptr)                        \
  X(rbd_open, "14", nullptr)                          \
  X(rbd_open_read_only, "14", nullptr)                \
  X(rbd_open_by_id, "14", nullptr)                    \
  X(rbd_open_by_id_read_only, "14", nullptr)          \
  X(rbd_close, "14", nullptr)                         \
  X(rbd_stat, "14", nullptr)                          \
  X(rbd_get_size, "14", nullptr)                      \
  X(rbd_get_name, "14", nullptr)                      \
  X(rbd_get_id, "14", nullptr)                        \
  X(rbd_get_old_format, "14", nullptr)                \
  X(rbd_get_features, "14", nullptr)                  \
  X(rbd_get_op_features, "14", nullptr)               \
  X(rbd_get_flags, "14", nullptr)                     \
  X(rbd_get_block_name_prefix, "14", nullptr)         \
  X(rbd_get_data_pool_id, "14", nullptr)              \
  X(rbd_get_stripe_unit, "14", nullptr)               \
  X(rbd_get_stripe_count, "14", nullptr)              \
  X(rbd_get_create_timestamp, "14", nullptr)          \
  X(rbd_get_access_timestamp, "14", nullptr)          \
  X(rbd_get_modify_timestamp, "14", nullptr)          \
  X(rbd_get_parent, "14", nullptr)                    \
  X(rbd_linked_image_spec_cleanup, "14", nullptr)     \
  X(rbd_snap_spec_cleanup, "14", nullptr)             \
  X(rbd_get_overlap, "14", nullptr)                   \
  X(rbd_get_group, "14", nullptr)                     \
  X(rbd_group_info_cleanup, "14", nullptr)            \
  X(rbd_mirror_image_get_info, "14", nullptr)         \
  X(rbd_mirror_image_get_info_cleanup, "16", nullptr) \
  X(rbd_mirror_image_get_mode, "15", nullptr)         \
  X(rbd_resize2, "14", nullptr)                       \
  X(rbd_watchers_list, "14", nullptr)                 \
  X(rbd_watchers_list_cleanup, "14", nullptr)         \
  X(rbd_list_lockers, "14", nullptr)                  \
  X(rbd_is_exclusive_lock_owner, "14", nullptr)       \
  X(rbd_lock_acquire, "14", nullptr)                  \
  X(rbd_lock_release, "14", nullptr)                  \
  X(rbd_lock_get_owners, "14", nullptr)               \
  X(rbd_lock_get_owners_cleanup, "14", nullptr)       \
  X(rbd_lock_break, "14", nullptr)                    \
  X(rbd_snap_list, "14", nullptr)                     \
  X(rbd_snap_list_end, "14", nullptr)                 \
  X(rbd_snap_create2, "16", nullptr)                  \
  X(rbd_snap_remove2, "14", nullptr)                  \
  X(rbd_snap_rename, "14", nullptr)                   \
  X(rbd_snap_rollback_with_progress, "14", nullptr)   \
  X(rbd_snap_protect, "14", nullptr)                  \
  X(rbd_snap_unprotect, "14", nullptr)                \
  X(rbd_snap_is_protected, "14", nullptr)             \
  X(rbd_snap_get_limit, "14", nullptr)                \
  X(rbd_snap_set_limit, "14", nullptr)                \
  X(rbd_snap_get_timestamp, "14", nullptr)            \
  X(rbd_snap_get_namespace_type, "14", nullptr)       \
  X(rbd_snap_set, "14", nullptr)                      \
  X(rbd_snap_set_by_id, "14", nullptr)                \
  X(rbd_metadata_get, "14", nullptr)                  \
  X(rbd_metadata_set, "14", nullptr)                  \
  X(rbd_metadata_remove, "14", nullptr)               \
  X(rbd_metadata_list, "14", nullptr)                 \
  X(rbd_diff_iterate2, "14", nullptr)                 \
  X(rbd_aio_create_completion, "14", nullptr)         \
  X(rbd_aio_get_return_value, "14", nullptr)          \
  X(rbd_aio_release, "14", nullptr)                   \
  X(rbd_aio_read, "14", nullptr)                      \
  X(rbd_aio_readv, "14", nullptr)                     \
  X(rbd_aio_write, "14", nullptr)                     \
  X(rbd_aio_writev, "14", nullptr)                    \
  X(rbd_aio_discard, "14", nullptr)                   \
  X(rbd_aio_write_zeroes, "16", nullptr)              \
  X(rbd_aio_flush, "14", nullptr)

namespace cephvirt::rbd {

CEPHVIRT_DECLARE_SYMBOLS(CEPHVIRT_RBD_SYMBOLS)

}  // namespace cephvirt::rbd

#pragma once

#include <rbd/librbd.h>
#include <sys/types.h>
#include <sys/uio.h>

// What librbd has had since after Ceph 16, as its newest header declares it: this module is built with the headers of
// any release, and works with the library of any other. The structures have those layouts, whatever the header says.
namespace cephvirt::rbd::newer {

constexpr int kMirrorModeInitOnly = 3;          // RBD_MIRROR_MODE_INIT_ONLY
constexpr int kMirrorImageCreating = 3;         // RBD_MIRROR_IMAGE_CREATING
constexpr int kLockModeExclusiveTransient = 2;  // RBD_LOCK_MODE_EXCLUSIVE_TRANSIENT
constexpr int kEncryptionFormatLuks = 2;        // RBD_ENCRYPTION_FORMAT_LUKS
constexpr uint32_t kDiffIncludeParent = 1;      // RBD_DIFF_ITERATE_FLAG_INCLUDE_PARENT
constexpr uint32_t kDiffWholeObject = 2;        // RBD_DIFF_ITERATE_FLAG_WHOLE_OBJECT

// rbd_encryption_spec_t
struct EncryptionSpec {
  rbd_encryption_format_t format;
  rbd_encryption_options_t options;
  size_t optionsSize;
};

// rbd_encryption_luks_format_options_t
struct EncryptionLuksOptions {
  const char* passphrase;
  size_t passphraseSize;
};

// rbd_group_image_snap_info_t
struct GroupImageSnapshot {
  char* imageName;
  int64_t poolId;
  uint64_t snapshotId;
};

// rbd_group_snap_info2_t
struct GroupSnapshot {
  char* id;
  char* name;
  char* imageSnapshotName;
  rbd_group_snap_state_t state;
  int namespaceType;  // rbd_group_snap_namespace_type_t
  size_t imageSnapshotCount;
  GroupImageSnapshot* imageSnapshots;
};

// rbd_snap_trash_namespace_t
struct SnapshotInTrash {
  rbd_snap_namespace_type_t originalNamespaceType;
  char* originalName;
};

using rbd_aio_compare_and_writev = ssize_t(rbd_image_t image, uint64_t offset, const iovec* compared, int comparedCount,
                                           const iovec* data, int dataCount, rbd_completion_t c, uint64_t* mismatch,
                                           int opFlags);
using rbd_aio_write_with_crc32c = int(rbd_image_t image, uint64_t offset, size_t length, const char* data,
                                      uint32_t crc32c, rbd_completion_t c, int opFlags);
using rbd_clone4 = int(rados_ioctx_t parentPool, const char* parent, uint64_t snapshotId, rados_ioctx_t pool,
                       const char* name, rbd_image_options_t options);
using rbd_diff_iterate3 = int(rbd_image_t image, uint64_t fromSnapshotId, uint64_t offset, uint64_t length,
                              uint32_t flags, int (*each)(uint64_t, size_t, int, void*), void* argument);
using rbd_encryption_load2 = int(rbd_image_t image, const EncryptionSpec* specs, size_t count);
using rbd_group_get_id = int(rados_ioctx_t pool, const char* group, char* id, size_t* size);
using rbd_group_snap_list2 = int(rados_ioctx_t pool, const char* group, GroupSnapshot* snapshots, size_t* count);
using rbd_group_snap_list2_cleanup = void(GroupSnapshot* snapshots, size_t count);
using rbd_group_snap_get_info = int(rados_ioctx_t pool, const char* group, const char* snapshot, GroupSnapshot* info);
using rbd_group_snap_get_info_cleanup = void(GroupSnapshot* info);
using rbd_mirror_remote_namespace_get = int(rados_ioctx_t pool, char* remoteNamespace, size_t* size);
using rbd_mirror_remote_namespace_set = int(rados_ioctx_t pool, const char* remoteNamespace);
using rbd_snap_get_trash_namespace2 = int(rbd_image_t image, uint64_t snapshotId, SnapshotInTrash* info, size_t size);
using rbd_snap_trash_namespace_cleanup = int(SnapshotInTrash* info, size_t size);

}  // namespace cephvirt::rbd::newer

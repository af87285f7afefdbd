// Functions of the C libraries that no method makes reachable, and why none is needed: because something else does all
// that they do, and does it fully.

const COMPLETION = "what it asks is told by the operation's promise"

/** @type {Readonly<Record<string, string>>} */
export const reasons = {
  rados_cct: "Ceph's internal context, for its own C++ code; what can be asked of it is configuration and commands",
  rados_ioctx_cct: "Ceph's internal context, as `rados_cct`",
  rados_create_with_context: 'makes a handle out of such an internal context; `connect` makes one out of its options',
  rados_ioctx_get_cluster: '`pool.cluster`: the object itself, not a further pointer to it',
  rados_aio_is_complete: COMPLETION,
  rados_aio_is_complete_and_cb: COMPLETION,
  rados_aio_is_safe: COMPLETION,
  rados_aio_is_safe_and_cb: COMPLETION,
  rados_aio_wait_for_complete: COMPLETION,
  rados_aio_wait_for_complete_and_cb: COMPLETION,
  rados_aio_wait_for_safe: COMPLETION,
  rados_aio_wait_for_safe_and_cb: COMPLETION,
  rados_aio_create_completion:
    '`rados_aio_create_completion2` without its separate callback for safe writes, which Ceph no longer makes',
  rados_ioctx_pool_set_auid: 'Ceph no longer knows owners of pools: it always fails',
  rados_ioctx_pool_get_auid: 'Ceph no longer knows owners of pools: it always fails',
  rados_pool_create_with_auid: 'Ceph no longer knows owners of pools: `rados_pool_create` is the same',

  rbd_aio_is_complete: COMPLETION,
  rbd_aio_get_arg: "hands back the pointer that was given with the callback: the promise is the caller's own",
  rbd_set_image_notification: 'tells of completions through a file descriptor; completions settle promises',
  rbd_poll_io_events: 'fetches completions from such a file descriptor',
  rbd_image_options_get_string: 'reads back what was set: the options are a plain object',
  rbd_image_options_get_uint64: 'reads back what was set: the options are a plain object',
  rbd_image_options_is_set: 'reads back what was set: the options are a plain object',
  rbd_image_options_is_empty: 'reads back what was set: the options are a plain object',
  rbd_image_options_unset: 'takes back what was set: the options are a plain object',
  rbd_image_options_clear: 'takes back what was set: the options are a plain object',
}

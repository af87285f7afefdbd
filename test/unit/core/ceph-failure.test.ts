import { describe, expect, test } from 'vitest'
import { cephError } from '../../../src/core/ceph-failure.ts'
import { errnoName } from '../../../src/core/errno.ts'
import { describe as describeSubject } from '../../../src/core/subject.ts'

describe('the class of an error', () => {
  const image = { pool: 'p', image: 'i' }
  const snapshot = { ...image, snapshot: 's' }
  test.each([
    [-2, { pool: 'p' }, 'PoolNotFoundError', 'ENOENT'],
    [-2, { pool: 'p', object: 'o' }, 'ObjectNotFoundError', 'ENOENT'],
    [-2, image, 'ImageNotFoundError', 'ENOENT'],
    [-2, snapshot, 'SnapshotNotFoundError', 'ENOENT'],
    [-2, { conf: '/etc/ceph/ceph.conf' }, 'NotFoundError', 'ENOENT'],
    [-2, { pool: 'p', group: 'g' }, 'GroupNotFoundError', 'ENOENT'],
    [-17, image, 'ImageExistsError', 'EEXIST'],
    [-17, { pool: 'p', group: 'g' }, 'GroupExistsError', 'EEXIST'],
    [-31, image, 'ImageInGroupError', 'EMLINK'],
    [-16, image, 'ImageBusyError', 'EBUSY'],
    [-16, snapshot, 'SnapshotBusyError', 'EBUSY'],
    [-16, { pool: 'p' }, 'CephError', 'EBUSY'],
    [-39, image, 'ImageHasSnapshotsError', 'ENOTEMPTY'],
    [-1, image, 'PermissionError', 'EPERM'],
    [-13, {}, 'PermissionError', 'EACCES'],
    [-110, {}, 'TimeoutError', 'ETIMEDOUT'],
    [-30, image, 'ReadOnlyError', 'EROFS'],
    [-28, image, 'NoSpaceError', 'ENOSPC'],
    [-122, image, 'NoSpaceError', 'EDQUOT'],
    [-125, image, 'CancelledError', 'ECANCELED'],
    [-34, {}, 'CephError', 'ERANGE'],
  ])('of %i about %o is %s', (errno, subject, name, code) => {
    expect(cephError({ syscall: 'f', errno, subject })).toMatchObject({ name, code, errno, syscall: 'f' })
  })

  test("a daemon's own sentence is the message", () => {
    const error = cephError({ syscall: 'osd pool create', errno: -34, sentence: 'pg_num 100000 is too much' })
    expect(error.message).toBe('ERANGE: pg_num 100000 is too much (osd pool create)')
  })
})

test.each([
  [{ pool: 'p', image: 'i', snapshot: 's' }, "snapshot 'p/i@s'"],
  [{ pool: 'p', namespace: 'n', image: 'i' }, "image 'p/n/i'"],
  [{ pool: 'p', namespace: '', object: 'o' }, "object 'p/o'"],
  [{ pool: 'p', group: 'g' }, "group 'p/g'"],
  [{ pool: 'p', group: 'g', snapshot: 's' }, "snapshot 'p/g@s'"],
  [{ pool: 'p', group: 'g', image: 'i' }, "image 'p/i'"],
  [{ pool: 'p' }, "pool 'p'"],
  [{ conf: undefined, user: 'client.x' }, "user 'client.x'"],
  [{}, ''],
])('%o reads %s', (subject, text) => {
  expect(describeSubject(subject)).toBe(text)
})

test.each([
  [-2, 'ENOENT'],
  [-11, 'EAGAIN'],
  [-95, 'EOPNOTSUPP'],
  [-85, 'ERESTART'],
  [-117, 'EUCLEAN'],
  [-122, 'EDQUOT'],
  [-33, 'EDOM'],
])('errno %i is %s', (errno, name) => {
  expect(errnoName(errno)).toBe(name)
})

#pragma once

#include "runtime/call.h"

// The calls of librados by topic; each lives in the file named for it.
namespace cephvirt::rados {

void bindApplications(Library& rados);
void bindCluster(Library& rados);
void bindCommands(Library& rados);
void bindLocks(Library& rados);
void bindLog(Library& rados);
void bindObjectLists(Library& rados);
void bindObjects(Library& rados);
void bindPoolSnapshots(Library& rados);
void bindPools(Library& rados);
void bindReadOps(Library& rados);
void bindServices(Library& rados);
void bindWatchers(Library& rados);
void bindWatches(Library& rados);
void bindWriteOps(Library& rados);

}  // namespace cephvirt::rados

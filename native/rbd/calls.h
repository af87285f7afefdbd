#pragma once

#include "runtime/call.h"

// The calls of librbd by topic; each lives in the file named for it.
namespace cephvirt::rbd {

void bindAdvisoryLocks(Library& rbd);
void bindClones(Library& rbd);
void bindEncryption(Library& rbd);
void bindExtents(Library& rbd);
void bindGroups(Library& rbd);
void bindFeatures(Library& rbd);
void bindImage(Library& rbd);
void bindImages(Library& rbd);
void bindIo(Library& rbd);
void bindLock(Library& rbd);
void bindMetadata(Library& rbd);
void bindMigration(Library& rbd);
void bindMirrorImage(Library& rbd);
void bindMirrorPeers(Library& rbd);
void bindMirrorPool(Library& rbd);
void bindMirrorStatus(Library& rbd);
void bindNamespaces(Library& rbd);
void bindPoolConfig(Library& rbd);
void bindQuiesce(Library& rbd);
void bindSnapshots(Library& rbd);
void bindTrash(Library& rbd);
void bindWatch(Library& rbd);

}  // namespace cephvirt::rbd

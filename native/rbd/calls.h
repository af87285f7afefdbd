#pragma once

#include "runtime/call.h"

// The calls of librbd by topic; each lives in the file named for it.
namespace cephvirt::rbd {

void bindExtents(Library& rbd);
void bindImage(Library& rbd);
void bindImages(Library& rbd);
void bindIo(Library& rbd);
void bindLock(Library& rbd);
void bindMetadata(Library& rbd);
void bindSnapshots(Library& rbd);

}  // namespace cephvirt::rbd

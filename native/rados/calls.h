#pragma once

#include "runtime/call.h"

// The calls of librados by topic; each lives in the file named for it.
namespace cephvirt::rados {

void bindCluster(Library& rados);
void bindCommands(Library& rados);
void bindPools(Library& rados);

}  // namespace cephvirt::rados

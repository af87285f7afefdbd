#pragma once

namespace cephvirt::libvirt {

// Starts libvirt and its event loop, once for the process and before its first connection: keep-alive, events and
// streams of all connections, of all environments, are served by one thread, for as long as the process lives. A
// JavaScript thread that is busy therefore never costs a connection.
//
// libvirt takes the first loop that is registered in a process. If somebody else's came first, connections use that
// one, and ours finds nothing to do.
void startEventLoop();

}  // namespace cephvirt::libvirt

#pragma once

#include <libvirt/libvirt.h>
#include <libvirt/virterror.h>

#include "runtime/symbol_table.h"

// The functions of libvirt that are called: name, the release that first has it, and the version of the symbol where
// the library exports several.
#define CEPHVIRT_LIBVIRT_SYMBOLS(X)                            \
  X(virInitialize, "0.1.0", nullptr)                           \
  X(virGetVersion, "0.0.3", nullptr)                           \
  X(virGetLastError, "0.1.0", nullptr)                         \
  X(virSetErrorFunc, "0.1.0", nullptr)                         \
  X(virEventRegisterDefaultImpl, "0.9.0", nullptr)             \
  X(virEventRunDefaultImpl, "0.9.0", nullptr)                  \
  X(virEventAddTimeout, "0.9.3", nullptr)                      \
  X(virConnectOpenAuth, "0.4.0", nullptr)                      \
  X(virConnectClose, "0.0.3", nullptr)                         \
  X(virConnectRegisterCloseCallback, "0.10.0", nullptr)        \
  X(virConnectUnregisterCloseCallback, "0.10.0", nullptr)      \
  X(virConnectSetKeepAlive, "0.9.8", nullptr)                  \
  X(virConnectIsAlive, "0.9.8", nullptr)                       \
  X(virConnectIsEncrypted, "0.7.3", nullptr)                   \
  X(virConnectIsSecure, "0.7.3", nullptr)                      \
  X(virConnectGetURI, "0.3.0", nullptr)                        \
  X(virConnectGetHostname, "0.3.0", nullptr)                   \
  X(virConnectGetType, "0.0.3", nullptr)                       \
  X(virConnectGetVersion, "0.0.3", nullptr)                    \
  X(virConnectGetLibVersion, "0.7.3", nullptr)                 \
  X(virNodeGetInfo, "0.1.0", nullptr)                          \
  X(virConnectGetCapabilities, "0.2.1", nullptr)               \
  X(virConnectGetDomainCapabilities, "1.2.7", nullptr)         \
  X(virConnectGetStoragePoolCapabilities, "5.2.0", nullptr)    \
  X(virConnectListAllDomains, "0.9.13", nullptr)               \
  X(virDomainLookupByName, "0.0.3", nullptr)                   \
  X(virDomainLookupByUUIDString, "0.1.1", nullptr)             \
  X(virDomainLookupByID, "0.0.3", nullptr)                     \
  X(virDomainDefineXMLFlags, "1.2.12", nullptr)                \
  X(virDomainCreateXML, "0.5.0", nullptr)                      \
  X(virDomainGetName, "0.0.3", nullptr)                        \
  X(virDomainGetUUIDString, "0.1.1", nullptr)                  \
  X(virDomainGetID, "0.0.3", nullptr)                          \
  X(virDomainRef, "0.6.0", nullptr)                            \
  X(virDomainFree, "0.0.3", nullptr)                           \
  X(virDomainCreateWithFlags, "0.8.2", nullptr)                \
  X(virDomainShutdownFlags, "0.9.10", nullptr)                 \
  X(virDomainReboot, "0.1.0", nullptr)                         \
  X(virDomainReset, "0.9.7", nullptr)                          \
  X(virDomainSuspend, "0.0.3", nullptr)                        \
  X(virDomainResume, "0.0.3", nullptr)                         \
  X(virDomainDestroyFlags, "0.9.4", nullptr)                   \
  X(virDomainUndefineFlags, "0.9.4", nullptr)                  \
  X(virDomainGetXMLDesc, "0.0.3", nullptr)                     \
  X(virDomainGetState, "0.9.2", nullptr)                       \
  X(virDomainGetAutostart, "0.2.1", nullptr)                   \
  X(virDomainSetAutostart, "0.2.1", nullptr)                   \
  X(virDomainIsActive, "0.7.3", nullptr)                       \
  X(virDomainIsPersistent, "0.7.3", nullptr)                   \
  X(virDomainGetInfo, "0.0.3", nullptr)                        \
  X(virDomainOpenConsole, "0.8.6", nullptr)                    \
  X(virConnectDomainEventRegisterAny, "0.8.0", nullptr)        \
  X(virConnectDomainEventDeregisterAny, "0.8.0", nullptr)      \
  X(virConnectStoragePoolEventRegisterAny, "2.0.0", nullptr)   \
  X(virConnectStoragePoolEventDeregisterAny, "2.0.0", nullptr) \
  X(virStreamNew, "0.7.2", nullptr)                            \
  X(virStreamFree, "0.7.2", nullptr)                           \
  X(virStreamRecv, "0.7.2", nullptr)                           \
  X(virStreamSend, "0.7.2", nullptr)                           \
  X(virStreamFinish, "0.7.2", nullptr)                         \
  X(virStreamAbort, "0.7.2", nullptr)                          \
  X(virStreamEventAddCallback, "0.7.2", nullptr)               \
  X(virStreamEventUpdateCallback, "0.7.2", nullptr)            \
  X(virStreamEventRemoveCallback, "0.7.2", nullptr)            \
  X(virConnectListAllSecrets, "0.10.2", nullptr)               \
  X(virSecretLookupByUUIDString, "0.7.1", nullptr)             \
  X(virSecretLookupByUsage, "0.7.1", nullptr)                  \
  X(virSecretDefineXML, "0.7.1", nullptr)                      \
  X(virSecretSetValue, "0.7.1", nullptr)                       \
  X(virSecretGetValue, "0.7.1", nullptr)                       \
  X(virSecretUndefine, "0.7.1", nullptr)                       \
  X(virSecretGetXMLDesc, "0.7.1", nullptr)                     \
  X(virSecretGetUUIDString, "0.7.1", nullptr)                  \
  X(virSecretGetUsageID, "0.7.1", nullptr)                     \
  X(virSecretGetUsageType, "0.7.1", nullptr)                   \
  X(virSecretFree, "0.7.1", nullptr)                           \
  X(virConnectListAllStoragePools, "0.10.2", nullptr)          \
  X(virStoragePoolLookupByName, "0.4.1", nullptr)              \
  X(virStoragePoolLookupByUUIDString, "0.4.1", nullptr)        \
  X(virStoragePoolDefineXML, "0.4.1", nullptr)                 \
  X(virStoragePoolCreateXML, "0.4.1", nullptr)                 \
  X(virStoragePoolCreate, "0.4.1", nullptr)                    \
  X(virStoragePoolDestroy, "0.4.1", nullptr)                   \
  X(virStoragePoolBuild, "0.4.1", nullptr)                     \
  X(virStoragePoolDelete, "0.4.1", nullptr)                    \
  X(virStoragePoolRefresh, "0.4.1", nullptr)                   \
  X(virStoragePoolUndefine, "0.4.1", nullptr)                  \
  X(virStoragePoolGetInfo, "0.4.1", nullptr)                   \
  X(virStoragePoolGetXMLDesc, "0.4.1", nullptr)                \
  X(virStoragePoolGetAutostart, "0.4.1", nullptr)              \
  X(virStoragePoolSetAutostart, "0.4.1", nullptr)              \
  X(virStoragePoolIsActive, "0.7.3", nullptr)                  \
  X(virStoragePoolIsPersistent, "0.7.3", nullptr)              \
  X(virStoragePoolGetName, "0.4.1", nullptr)                   \
  X(virStoragePoolGetUUIDString, "0.4.1", nullptr)             \
  X(virStoragePoolRef, "0.6.0", nullptr)                       \
  X(virStoragePoolFree, "0.4.1", nullptr)                      \
  X(virStoragePoolListAllVolumes, "0.10.2", nullptr)           \
  X(virStorageVolLookupByName, "0.4.1", nullptr)               \
  X(virStorageVolCreateXML, "0.4.1", nullptr)                  \
  X(virStorageVolDelete, "0.4.1", nullptr)                     \
  X(virStorageVolResize, "0.9.10", nullptr)                    \
  X(virStorageVolGetInfo, "0.4.1", nullptr)                    \
  X(virStorageVolGetPath, "0.4.1", nullptr)                    \
  X(virStorageVolGetKey, "0.4.1", nullptr)                     \
  X(virStorageVolGetName, "0.4.1", nullptr)                    \
  X(virStorageVolGetXMLDesc, "0.4.1", nullptr)                 \
  X(virStorageVolFree, "0.4.1", nullptr)

#define CEPHVIRT_LIBVIRT_NEWER_SYMBOLS(X)

namespace cephvirt::libvirt {

CEPHVIRT_DECLARE_SYMBOLS(CEPHVIRT_LIBVIRT_SYMBOLS, CEPHVIRT_LIBVIRT_NEWER_SYMBOLS)

}  // namespace cephvirt::libvirt

#pragma once

#include <napi.h>

#include "runtime/handle.h"

namespace cephvirt::libvirt {

Napi::Object bind(Napi::Env env);

}  // namespace cephvirt::libvirt

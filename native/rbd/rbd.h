#pragma once

#include <napi.h>

#include "runtime/handle.h"

namespace cephvirt::rbd {

Napi::Object bind(Napi::Env env);

}  // namespace cephvirt::rbd

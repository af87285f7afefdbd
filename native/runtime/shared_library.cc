#include "runtime/shared_library.h"

#include <dlfcn.h>

#include "runtime/exit.h"

namespace cephvirt {

SharedLibrary::SharedLibrary(const char* soname) : soname_(soname), handle_(dlopen(soname, RTLD_NOW | RTLD_LOCAL)) {
  if (handle_ == nullptr) {
    const char* message = dlerror();
    loaderMessage_ = message != nullptr ? message : "unknown loader error";
    return;
  }
  guardExit();
}

void SharedLibrary::require() const {
  if (available()) return;
  throw Failure("library", std::string("Cannot load ") + soname_ + ": " + loaderMessage_)
      .with("library", std::string(soname_))
      .with("loaderMessage", loaderMessage_);
}

void* SharedLibrary::find(const char* name, const char* version) const {
  if (!available()) return nullptr;
  if (version != nullptr) {
    if (void* symbol = dlvsym(handle_, name, version)) return symbol;
  }
  return dlsym(handle_, name);
}

}  // namespace cephvirt

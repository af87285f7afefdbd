#include "runtime/shared_library.h"

#include <dlfcn.h>

#include "runtime/exit.h"

namespace cephvirt {

namespace {

// Node's own builds carry an OpenSSL and export it, so that a library calls Node's for what that has, and its own for
// the rest: with Ceph 18, libcryptsetup crashed on a context of the one given to the other. Loaded first and with
// RTLD_DEEPBIND, it and its OpenSSL keep to themselves. Not all of Ceph: C++ would lose Node's std::cerr that way. And
// not where malloc is another's (a preloaded jemalloc, a sanitizer): what they take from it they would return to libc.
void isolateEncryption() {
#ifdef RTLD_DEEPBIND
  void* libc = dlopen("libc.so.6", RTLD_LAZY | RTLD_NOLOAD);
  if (libc == nullptr) return;
  // All that replace malloc replace this too. Of malloc itself a Node with fixed addresses has an entry of its own.
  const bool usual = dlsym(RTLD_DEFAULT, "valloc") == dlsym(libc, "valloc");
  dlclose(libc);
  if (usual && dlsym(RTLD_DEFAULT, "OPENSSL_init_crypto") != nullptr) {
    dlopen("libcryptsetup.so.12", RTLD_NOW | RTLD_LOCAL | RTLD_DEEPBIND);
  }
#endif
}

void* open(const char* soname) {
  isolateEncryption();
  return dlopen(soname, RTLD_NOW | RTLD_LOCAL);
}

}  // namespace

SharedLibrary::SharedLibrary(const char* soname) : soname_(soname), handle_(open(soname)) {
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

AnySymbol::AnySymbol(const SharedLibrary& library, const char* name, const char* since, const char* version)
    : library_(library),
      name_(name),
      since_(since),
      function_(reinterpret_cast<Function>(library.find(name, version))) {}

void AnySymbol::missing() const {
  library_.require();
  throw Failure("function", std::string(library_.soname()) + " has no " + name_)
      .with("function", std::string(name_))
      .with("library", std::string(library_.soname()))
      .with("since", std::string(since_));
}

}  // namespace cephvirt

#include "libvirt/calls.h"

namespace cephvirt::libvirt {

void bindNodeDevices(Library& libvirt) {
  libvirt.blocking("nodeDeviceListCaps", [](NodeDevice& device) {
    // A full list may have left some out.
    for (size_t room = 32;; room *= 2) {
      std::vector<char*> names(room);
      const auto count = static_cast<size_t>(
          call(symbols().virNodeDeviceListCaps, device.get(), names.data(), static_cast<int>(room)));
      std::vector<std::string> found;
      found.reserve(count);
      for (size_t index = 0; index < count; ++index) found.push_back(owned(names[index]));
      if (count < room) return found;
    }
  });
}

}  // namespace cephvirt::libvirt

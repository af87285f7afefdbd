#pragma once

#include <string>
#include <vector>

#include "runtime/convert.h"

namespace cephvirt::rbd {

struct Holder {
  std::string client, cookie, address;

  static constexpr auto fields() {
    return fieldsOf(field("client", &Holder::client), field("cookie", &Holder::cookie),
                    field("address", &Holder::address));
  }
};

struct Holders {
  bool exclusive;
  std::string tag;
  std::vector<Holder> holders;

  static constexpr auto fields() {
    return fieldsOf(field("exclusive", &Holders::exclusive), field("tag", &Holders::tag),
                    field("holders", &Holders::holders));
  }
};

// Who holds the advisory lock of an image: nobody, if there are no holders.
Holders holdersOf(void* image);

}  // namespace cephvirt::rbd

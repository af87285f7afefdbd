#pragma once

#include <optional>
#include <string>

#include "rbd/rbd.h"
#include "rbd/symbols.h"

namespace cephvirt::rbd {

// How a new image is to be.
struct CreateOptions {
  std::optional<uint64_t> features, order, stripeUnit, stripeCount;
  std::optional<std::string> dataPool;
  std::optional<bool> flatten;

  static constexpr auto fields() {
    using O = CreateOptions;
    return fieldsOf(field("features", &O::features), field("order", &O::order), field("stripeUnit", &O::stripeUnit),
                    field("stripeCount", &O::stripeCount), field("dataPool", &O::dataPool),
                    field("flatten", &O::flatten));
  }
};

// rbd_image_options_t, set from those given.
class ImageOptions {
 public:
  explicit ImageOptions(const CreateOptions& given) {
    symbols().rbd_image_options_create(&options_);
    set(RBD_IMAGE_OPTION_FORMAT, 2);
    set(RBD_IMAGE_OPTION_FEATURES, given.features);
    set(RBD_IMAGE_OPTION_ORDER, given.order);
    set(RBD_IMAGE_OPTION_STRIPE_UNIT, given.stripeUnit);
    set(RBD_IMAGE_OPTION_STRIPE_COUNT, given.stripeCount);
    if (given.flatten) set(RBD_IMAGE_OPTION_FLATTEN, *given.flatten ? 1 : 0);
    if (given.dataPool) {
      check("rbd_image_options_set_string",
            symbols().rbd_image_options_set_string(options_, RBD_IMAGE_OPTION_DATA_POOL, given.dataPool->c_str()));
    }
  }
  ~ImageOptions() { symbols().rbd_image_options_destroy(options_); }
  ImageOptions(const ImageOptions&) = delete;
  ImageOptions& operator=(const ImageOptions&) = delete;

  rbd_image_options_t get() const { return options_; }

 private:
  void set(int option, std::optional<uint64_t> value) {
    if (!value) return;
    check("rbd_image_options_set_uint64", symbols().rbd_image_options_set_uint64(options_, option, *value));
  }

  rbd_image_options_t options_ = nullptr;
};

}  // namespace cephvirt::rbd

#pragma once

#include <optional>
#include <string>

#include "rbd/rbd.h"
#include "rbd/symbols.h"

namespace cephvirt::rbd {

// What a new image is to be like, whether it is created, cloned or copied.
struct NewImage {
  std::optional<uint64_t> features, featuresSet, featuresClear, order, stripeUnit, stripeCount, journalOrder,
      journalSplayWidth, cloneFormat, mirrorMode;
  std::optional<bool> flatten;
  std::optional<std::string> dataPool, journalPool;

  static constexpr auto fields() {
    using N = NewImage;
    return fieldsOf(field("features", &N::features), field("featuresSet", &N::featuresSet),
                    field("featuresClear", &N::featuresClear), field("order", &N::order),
                    field("stripeUnit", &N::stripeUnit), field("stripeCount", &N::stripeCount),
                    field("journalOrder", &N::journalOrder), field("journalSplayWidth", &N::journalSplayWidth),
                    field("cloneFormat", &N::cloneFormat), field("mirrorMode", &N::mirrorMode),
                    field("flatten", &N::flatten), field("dataPool", &N::dataPool),
                    field("journalPool", &N::journalPool));
  }
};

// rbd_image_options_t, set from those given.
class ImageOptions {
 public:
  // Once it is made, it is destroyed whatever follows: an option may be refused.
  explicit ImageOptions(const NewImage& given) : ImageOptions() {
    set(RBD_IMAGE_OPTION_FORMAT, uint64_t{2});
    set(RBD_IMAGE_OPTION_FEATURES, given.features);
    set(RBD_IMAGE_OPTION_FEATURES_SET, given.featuresSet);
    set(RBD_IMAGE_OPTION_FEATURES_CLEAR, given.featuresClear);
    set(RBD_IMAGE_OPTION_ORDER, given.order);
    set(RBD_IMAGE_OPTION_STRIPE_UNIT, given.stripeUnit);
    set(RBD_IMAGE_OPTION_STRIPE_COUNT, given.stripeCount);
    set(RBD_IMAGE_OPTION_JOURNAL_ORDER, given.journalOrder);
    set(RBD_IMAGE_OPTION_JOURNAL_SPLAY_WIDTH, given.journalSplayWidth);
    set(RBD_IMAGE_OPTION_CLONE_FORMAT, given.cloneFormat);
    set(RBD_IMAGE_OPTION_MIRROR_IMAGE_MODE, given.mirrorMode);
    if (given.flatten) set(RBD_IMAGE_OPTION_FLATTEN, uint64_t{*given.flatten});
    set(RBD_IMAGE_OPTION_DATA_POOL, given.dataPool);
    set(RBD_IMAGE_OPTION_JOURNAL_POOL, given.journalPool);
  }
  ~ImageOptions() { symbols().rbd_image_options_destroy(options_); }
  ImageOptions(const ImageOptions&) = delete;
  ImageOptions& operator=(const ImageOptions&) = delete;

  rbd_image_options_t get() const { return options_; }

 private:
  ImageOptions() { symbols().rbd_image_options_create(&options_); }

  void set(int option, const std::optional<uint64_t>& value) {
    if (!value) return;
    check("rbd_image_options_set_uint64", symbols().rbd_image_options_set_uint64(options_, option, *value));
  }
  void set(int option, const std::optional<std::string>& value) {
    if (!value) return;
    check("rbd_image_options_set_string", symbols().rbd_image_options_set_string(options_, option, value->c_str()));
  }

  rbd_image_options_t options_ = nullptr;
};

}  // namespace cephvirt::rbd

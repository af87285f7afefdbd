#include <variant>

#include "rbd/calls.h"
#include "rbd/rbd.h"
#include "rbd/symbols.h"

namespace cephvirt::rbd {

namespace {

using newer::EncryptionLuksOptions;
using newer::EncryptionSpec;

// What librbd wants to know of one format. It points to the passphrase that it was made of.
class Spec {
 public:
  Spec(const std::string& format, bool strong, const std::string& passphrase) {
    const auto algorithm = strong ? RBD_ENCRYPTION_ALGORITHM_AES256 : RBD_ENCRYPTION_ALGORITHM_AES128;
    if (format == "luks1") {
      format_ = RBD_ENCRYPTION_FORMAT_LUKS1;
      options_ = rbd_encryption_luks1_format_options_t{algorithm, passphrase.data(), passphrase.size()};
    } else if (format == "luks2") {
      format_ = RBD_ENCRYPTION_FORMAT_LUKS2;
      options_ = rbd_encryption_luks2_format_options_t{algorithm, passphrase.data(), passphrase.size()};
    } else {
      format_ = static_cast<rbd_encryption_format_t>(newer::kEncryptionFormatLuks);
      options_ = EncryptionLuksOptions{passphrase.data(), passphrase.size()};
    }
  }

  rbd_encryption_format_t format() const { return format_; }
  void* options() {
    return std::visit([](auto& options) -> void* { return &options; }, options_);
  }
  size_t size() const {
    return std::visit([](const auto& options) { return sizeof options; }, options_);
  }

 private:
  rbd_encryption_format_t format_;
  std::variant<rbd_encryption_luks1_format_options_t, rbd_encryption_luks2_format_options_t, EncryptionLuksOptions>
      options_;
};

}  // namespace

void bindEncryption(Library& rbd) {
  // Answers the image's size without the header that this has put before its data.
  rbd.blocking("encryptionFormat",
               [](Image& image, const std::string& format, bool strong, const SecretText& passphrase) {
                 Spec spec(format, strong, passphrase.text());
                 check("rbd_encryption_format",
                       symbols().rbd_encryption_format(image.get(), spec.format(), spec.options(), spec.size()));
                 return sizeOf(image.get());
               });

  // One format for each image of a chain of clones, from the image itself on; the last holds for all further ones.
  rbd.blocking("encryptionLoad", [](Image& image, const std::vector<std::string>& formats,
                                    const std::vector<SecretText>& passphrases) {
    std::vector<Spec> specs;
    for (size_t index = 0; index < formats.size(); ++index) {
      specs.emplace_back(formats.at(index), true, passphrases.at(index).text());
    }
    if (specs.size() == 1) {
      check("rbd_encryption_load",
            symbols().rbd_encryption_load(image.get(), specs[0].format(), specs[0].options(), specs[0].size()));
    } else {
      std::vector<EncryptionSpec> chain;
      for (Spec& spec : specs) chain.push_back({spec.format(), spec.options(), spec.size()});
      check("rbd_encryption_load2", symbols().rbd_encryption_load2(image.get(), chain.data(), chain.size()));
    }
    return sizeOf(image.get());
  });
}

}  // namespace cephvirt::rbd

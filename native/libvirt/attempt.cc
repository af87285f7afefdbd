#include "libvirt/attempt.h"

#include <cstring>

namespace cephvirt::libvirt {

namespace {

struct Question {
  uint32_t number;
  int type;
  std::optional<std::string> prompt, challenge, defaultAnswer;

  static constexpr auto fields() {
    using Q = Question;
    return fieldsOf(field("number", &Q::number), field("type", &Q::type), field("prompt", &Q::prompt),
                    field("challenge", &Q::challenge), field("default", &Q::defaultAnswer));
  }
};

std::optional<std::string> ifAny(const char* text) {
  return text != nullptr ? std::optional<std::string>(text) : std::nullopt;
}

}  // namespace

bool Attempt::ask(virConnectCredential& credential) {
  std::unique_lock lock(mutex_);
  if (closing_) return false;
  answered_ = false;
  answer_.reset();
  const Question question{++question_, credential.type, ifAny(credential.prompt), ifAny(credential.challenge),
                          ifAny(credential.defresult)};
  asked_->push([question](Napi::Env env) -> Napi::Value { return Convert<Question>::toJs(env, question); });
  changed_.wait(lock, [this] { return answered_ || closing_; });
  if (!answer_) return false;
  const std::string& text = answer_->text();
  credential.result = strndup(text.data(), text.size());  // libvirt wipes it, if it is new enough, and frees it
  answer_.reset();
  if (credential.result == nullptr) return false;
  credential.resultlen = static_cast<unsigned>(strlen(credential.result));
  return true;
}

void Attempt::answer(uint32_t question, const std::optional<SecretText>& text) {
  {
    const std::lock_guard lock(mutex_);
    if (question != question_ || answered_) return;
    answered_ = true;
    if (text) answer_.emplace(text->text().data(), text->text().size());
  }
  changed_.notify_all();
}

void Attempt::closing() noexcept {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  changed_.notify_all();
}

}  // namespace cephvirt::libvirt

#include "runtime/sink.h"

namespace cephvirt {

namespace {

class Step : public Completion {
 public:
  using Action = std::function<void(Environment&)>;
  explicit Step(Action action) : action_(std::move(action)) {}
  void settle(Environment& environment) override { action_(environment); }

 private:
  const Action action_;
};

}  // namespace

Sink::~Sink() {
  queue_->post(std::make_unique<Step>([slot = slot_](Environment& environment) { environment.free(slot); }));
}

void Sink::push(Value value) {
  backlog_->fetch_add(1, std::memory_order_relaxed);
  queue_->post(
      std::make_unique<Step>([slot = slot_, value = std::move(value), backlog = backlog_](Environment& environment) {
        backlog->fetch_sub(1, std::memory_order_relaxed);
        environment.function(slot).Call({value(environment.env())});
      }));
}

}  // namespace cephvirt

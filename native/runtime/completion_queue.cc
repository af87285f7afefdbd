#include "runtime/completion_queue.h"

#include <chrono>

#include "runtime/environment.h"
#include "runtime/exit.h"

namespace cephvirt {

std::shared_ptr<CompletionQueue> CompletionQueue::create(Environment& environment) {
  auto queue = std::shared_ptr<CompletionQueue>(new CompletionQueue(environment));
  napi_env env = environment.env();
  const napi_value name = Napi::String::New(env, "cephvirt");
  // The function keeps the queue alive for as long as it may still call into it.
  auto* context = new std::shared_ptr<CompletionQueue>(queue);
  const napi_status status = napi_create_threadsafe_function(
      env, nullptr, nullptr, name, 0, 1, context,
      [](napi_env, void* data, void*) { delete static_cast<std::shared_ptr<CompletionQueue>*>(data); }, context, onWake,
      &queue->function_);
  if (status != napi_ok) throw Napi::Error::New(env, "Cannot create the completion queue");
  napi_unref_threadsafe_function(env, queue->function_);
  return queue;
}

CompletionQueue::~CompletionQueue() { close(); }

void CompletionQueue::destroy(Completion* list) noexcept {
  while (list != nullptr) delete std::exchange(list, list->next_);
}

void CompletionQueue::post(std::unique_ptr<Completion> completion) noexcept {
  Completion* added = completion.release();
  Completion* head = head_.load(std::memory_order_relaxed);
  do {
    added->next_ = head;
  } while (!head_.compare_exchange_weak(head, added, std::memory_order_release, std::memory_order_relaxed));
  if (head == nullptr) wake();
}

void CompletionQueue::wake() noexcept {
  {
    const std::lock_guard lock(gate_);
    if (open_) {
      wakeUps_.fetch_add(1, std::memory_order_relaxed);
      napi_call_threadsafe_function(function_, nullptr, napi_tsfn_nonblocking);
      return;
    }
  }
  // The environment is gone. What is on the list holds no JS value and can be destroyed on this thread; outside the
  // lock, since what it holds may post on its own way out.
  destroy(head_.exchange(nullptr, std::memory_order_acquire));
}

void CompletionQueue::onWake(napi_env env, napi_value, void* context, void*) {
  if (env == nullptr) return;
  const std::shared_ptr<CompletionQueue> queue = *static_cast<std::shared_ptr<CompletionQueue>*>(context);
  queue->drain();
}

void CompletionQueue::drain() {
  if (backlog_ == nullptr) {
    // The list is newest first; settle in the order of arrival.
    Completion* list = head_.exchange(nullptr, std::memory_order_acquire);
    while (list != nullptr) {
      Completion* next = list->next_;
      list->next_ = backlog_;
      backlog_ = list;
      list = next;
    }
  }
  const Napi::Env env = environment_.env();
  const auto uncaught = [env](auto step) {
    const Napi::HandleScope scope(env);
    try {
      step();
    } catch (const Napi::Error& error) {
      // A callback of the user threw: an uncaught exception, as in any event listener.
      napi_fatal_exception(env, error.Value());
    } catch (const std::exception& error) {
      napi_fatal_exception(env, Napi::Error::New(env, error.what()).Value());
    }
  };
  Board& board = environment_.board();
  for (int settled = 0; backlog_ != nullptr && settled < kSettledPerTurn; ++settled) {
    const std::unique_ptr<Completion> completion(std::exchange(backlog_, backlog_->next_));
    ++settled_;
    if (board.full()) uncaught([&] { board.flush(); });
    if (completion->report(environment_)) continue;
    uncaught([&] {
      board.flush();
      completion->settle(environment_);
    });
  }
  uncaught([&] { board.flush(); });
  if (backlog_ != nullptr) wake();
}

void CompletionQueue::retain() {
  if (retained_++ == 0) napi_ref_threadsafe_function(environment_.env(), function_);
}

void CompletionQueue::release() {
  if (--retained_ == 0) napi_unref_threadsafe_function(environment_.env(), function_);
}

void CompletionQueue::close() noexcept {
  {
    const std::lock_guard lock(gate_);
    open_ = false;
  }
  // What was posted and will not be delivered any more. Left on the list it would keep the handles it brings open, keep
  // this queue alive through its own reference to it, and keep later posts from ever finding the list empty.
  destroy(std::exchange(backlog_, nullptr));
  destroy(head_.exchange(nullptr, std::memory_order_acquire));
}

void CompletionQueue::pinned(int delta) noexcept {
  if (pins_.fetch_add(delta, std::memory_order_acq_rel) + delta > 0) return;
  const std::lock_guard lock(pinsMutex_);
  pinsGone_.notify_all();
}

void CompletionQueue::waitForPins() noexcept {
  std::unique_lock lock(pinsMutex_);
  while (pins_.load(std::memory_order_acquire) > 0) {
    pinsGone_.wait_until(lock, std::chrono::system_clock::now() + std::chrono::milliseconds(100));
    // The process ends and waits for this thread, on memory that a hung library may never let go.
    if (const auto deadline = leavingUntil(); deadline && std::chrono::steady_clock::now() > *deadline) leaveNow();
  }
}

CompletionQueue::Counters CompletionQueue::counters() const noexcept { return {settled_, wakeUps_.load()}; }

}  // namespace cephvirt

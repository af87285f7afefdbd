import { type CallOptions, call } from '../core/call.ts'
import { ClosedError, JobError, type Subject } from '../core/errors.ts'
import { withResolvers } from '../core/with-resolvers.ts'
import type { Domain } from './domain.ts'
import type { EventMap } from './event-kinds.ts'
import type { Events } from './events.ts'

type JobEvent = 'domain.block-job' | 'domain.job-completed'

/**
 * The end of something long that a domain does, which only its events tell of. Subscribe before it begins, so that
 * nothing is missed: {@link standing}; then {@link begin}.
 */
export class FollowedJob<N extends JobEvent, Outcome> {
  /** How it ended. */
  readonly done: Promise<Outcome>
  readonly #subject: Subject
  readonly #resolve: (outcome: Outcome) => void
  readonly #reject: (error: unknown) => void
  readonly #onOver: () => void
  readonly #events: Events<EventMap[N]>
  readonly #lifecycle: Events<EventMap['domain.lifecycle']>
  #begun = false
  #over = false

  /** @param onOver - told once, when it has ended or is followed no more */
  constructor(domain: Domain, subject: Subject, name: N, receive: (event: EventMap[N]) => void, onOver = () => {}) {
    const { promise, resolve, reject } = withResolvers<Outcome>()
    this.done = promise
    // Who does not wait for it need not hear of it.
    this.done.catch(() => {})
    this.#subject = subject
    this.#resolve = resolve
    this.#reject = reject
    this.#onOver = onOver
    this.#events = domain.connection.events(name, { domain })
    this.#lifecycle = domain.connection.events('domain.lifecycle', { domain })
    void this.#follow(this.#events, receive)
    void this.#follow(this.#lifecycle, ({ event }) => {
      if (event === 'stopped') this.fail(new JobError('The domain stopped before the job had ended', { subject }))
    })
  }

  async #follow<T extends { readonly lost: number }>(events: Events<T>, receive: (event: T) => void): Promise<void> {
    try {
      for await (const event of events) if (this.#begun) receive(event)
      this.fail(new ClosedError('connection', { subject: this.#subject }))
    } catch (error) {
      this.fail(error)
    }
  }

  get over(): boolean {
    return this.#over
  }

  /** Resolves once libvirt has taken the subscriptions. */
  async standing(options: CallOptions): Promise<void> {
    const both = () => Promise.all([this.#events.ready, this.#lifecycle.ready])
    await call(both, options, { subject: this.#subject })
  }

  /** From now on, what the events say is said of it. */
  begin(): void {
    this.#begun = true
  }

  succeed(outcome: Outcome): void {
    if (this.#end()) this.#resolve(outcome)
  }

  fail(error: unknown): void {
    if (this.#end()) this.#reject(error)
  }

  #end(): boolean {
    if (this.#over) return false
    this.#over = true
    void this.#events.return()
    void this.#lifecycle.return()
    this.#onOver()
    return true
  }
}

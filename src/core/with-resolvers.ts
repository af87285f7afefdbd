interface Resolvers<T> {
  readonly promise: Promise<T>
  readonly resolve: (value: T) => void
  readonly reject: (error: unknown) => void
}

let resolveLast: (value: never) => void
let rejectLast: (error: unknown) => void

// One function for all promises: a new one for each would be one more thing to allocate for every read and write.
function take(resolve: (value: never) => void, reject: (error: unknown) => void): void {
  resolveLast = resolve
  rejectLast = reject
}

/** A promise, and what settles it: `Promise.withResolvers`, which Node.js has since release 22. */
export function withResolvers<T>(): Resolvers<T> {
  const promise = new Promise<T>(take)
  return { promise, resolve: resolveLast as (value: T) => void, reject: rejectLast }
}

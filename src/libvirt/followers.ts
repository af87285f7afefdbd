/** What lives on a connection and must hear of its end: event iterations, streams. */
export interface Follower {
  /** The connection was closed, or lost for good: then `error` says so. */
  end(error?: Error): void
  /** It was lost, and is being made anew. Who has no such method cannot wait for that, and is ended. */
  suspend?(): void
  /** It is back. */
  resume?(): void
}

const followers = new WeakMap<object, Set<Follower>>()

/** Lets it hear of the connection's end, until the returned function is called. */
export function follow(connection: object, follower: Follower): () => void {
  const all = followers.get(connection) ?? new Set()
  followers.set(connection, all)
  all.add(follower)
  return () => all.delete(follower)
}

export function endFollowers(connection: object, error?: Error): void {
  const all = followers.get(connection)
  followers.delete(connection)
  for (const follower of all ?? []) follower.end(error)
}

export function suspendFollowers(connection: object, error: Error): void {
  const all = followers.get(connection)
  for (const follower of [...(all ?? [])]) {
    if (follower.suspend !== undefined) {
      follower.suspend()
    } else {
      all?.delete(follower)
      follower.end(error)
    }
  }
}

export function resumeFollowers(connection: object): void {
  for (const follower of [...(followers.get(connection) ?? [])]) follower.resume?.()
}

/** What lives on a connection and must hear of its end: event iterations and streams. */
export interface Follower {
  /** The connection was closed, or lost: then `error` says so. */
  end(error?: Error): void
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

const held = new Map<object, number>()

/**
 * Keeps a connection from being collected until the returned function is called. Who waits for what becomes of it may have
 * the only reference to it, and is himself referred to by nothing but it: both would be gone, and the waiting never end.
 */
export function hold(connection: object): () => void {
  held.set(connection, (held.get(connection) ?? 0) + 1)
  return () => {
    const rest = (held.get(connection) ?? 0) - 1
    if (rest > 0) held.set(connection, rest)
    else held.delete(connection)
  }
}

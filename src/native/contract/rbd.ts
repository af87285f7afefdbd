export type NativeRbd = Record<string, never>

import type { PoolHandle } from './rados.ts'

export interface NativeRbdNamespaces {
  namespaceCreate(pool: PoolHandle, name: string): Promise<void>
  namespaceRemove(pool: PoolHandle, name: string): Promise<void>
  namespaceList(pool: PoolHandle): Promise<readonly string[]>
  namespaceExists(pool: PoolHandle, name: string): Promise<boolean>
}

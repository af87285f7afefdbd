import type { MirrorState, NativeMirrorStatus } from '../native/contract/rbd-mirror.ts'

export type { MirroredImage, MirrorState } from '../native/contract/rbd-mirror.ts'

/** How a cluster stands with an image that is mirrored. */
export interface MirrorSiteStatus {
  /** Of the cluster; undefined for the one that was asked. */
  readonly mirrorUuid: string | undefined
  readonly state: MirrorState
  /** What its rbd-mirror says of it, as a text; `details` has what is JSON in it. */
  readonly description: string
  readonly details: unknown
  /** When its rbd-mirror said so; undefined if never. */
  readonly lastUpdate: Date | undefined
  /** Whether its rbd-mirror runs. */
  readonly up: boolean
}

/** How an image that is mirrored stands on its clusters. */
export interface MirrorStatus {
  readonly name: string
  readonly globalId: string
  readonly mirroring: NativeMirrorStatus['mirroring']
  readonly primary: boolean
  /** Of the cluster that was asked; `unknown` if its rbd-mirror said nothing yet. */
  readonly local: MirrorSiteStatus | undefined
  readonly remote: readonly MirrorSiteStatus[]
}

type Sites = Pick<MirrorStatus, 'local' | 'remote'>

/** Such a status in a list; which of them are primary `images.mirror.images()` tells. */
export interface ListedMirrorStatus extends Omit<MirrorStatus, 'primary'> {
  readonly imageId: string
}

// librbd leaves `primary` false in a list: it would have to ask again for each.
export function listedStatus({ primary: _, ...status }: NativeMirrorStatus): ListedMirrorStatus {
  return withSites(status)
}

function withSites<T extends Pick<NativeMirrorStatus, 'sites'>>({ sites, ...status }: T): Omit<T, 'sites'> & Sites {
  const told = sites.map(({ mirrorUuid, lastUpdate, description, ...site }) => ({
    ...site,
    mirrorUuid: mirrorUuid === '' ? undefined : mirrorUuid,
    description,
    details: detailsIn(description),
    lastUpdate: lastUpdate > 0 ? new Date(lastUpdate) : undefined,
  }))
  return {
    ...status,
    local: told.find(({ mirrorUuid }) => mirrorUuid === undefined),
    remote: told.filter(({ mirrorUuid }) => mirrorUuid !== undefined),
  }
}

export function mirrorStatus(native: NativeMirrorStatus): MirrorStatus {
  const { imageId: _, ...status } = withSites(native)
  return status
}

// rbd-mirror says `replaying, {"bytes_per_second":0.0,…}`.
function detailsIn(description: string): unknown {
  const start = description.indexOf('{')
  if (start < 0) return undefined
  try {
    return JSON.parse(description.slice(start))
  } catch {
    return undefined
  }
}

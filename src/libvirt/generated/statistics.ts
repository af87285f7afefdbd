// Written by tools/generate-libvirt-names.mjs. Do not edit.

/** VIR_DOMAIN_STATS_… */
export interface DomainStatistics {
  readonly balloon?: {
    readonly available?: bigint
    readonly current?: bigint
    readonly diskCaches?: bigint
    readonly hugetlbPgalloc?: bigint
    readonly hugetlbPgfail?: bigint
    readonly lastUpdate?: bigint
    readonly majorFault?: bigint
    readonly maximum?: bigint
    readonly minorFault?: bigint
    readonly rss?: bigint
    readonly swapIn?: bigint
    readonly swapOut?: bigint
    readonly unused?: bigint
    readonly usable?: bigint
  }
  readonly block?: {
    readonly list?: readonly {
      readonly allocation?: bigint
      readonly backingindex?: number
      readonly capacity?: bigint
      readonly errors?: bigint
      readonly fl?: {
        readonly reqs?: bigint
        readonly times?: bigint
      }
      readonly latencyHistogram?: {
        readonly flush?: {
          readonly bin?: {
            readonly list?: readonly {
              readonly start?: bigint
              readonly value?: bigint
            }[]
          }
        }
        readonly read?: {
          readonly bin?: {
            readonly list?: readonly {
              readonly start?: bigint
              readonly value?: bigint
            }[]
          }
        }
        readonly write?: {
          readonly bin?: {
            readonly list?: readonly {
              readonly start?: bigint
              readonly value?: bigint
            }[]
          }
        }
        readonly zoneAppend?: {
          readonly bin?: {
            readonly list?: readonly {
              readonly start?: bigint
              readonly value?: bigint
            }[]
          }
        }
      }
      readonly limits?: {
        readonly discardAlignment?: bigint
        readonly discardMax?: bigint
        readonly iovHwMax?: bigint
        readonly iovMax?: bigint
        readonly memoryAlignmentMinimal?: bigint
        readonly memoryAlignmentOptimal?: bigint
        readonly requestAlignment?: bigint
        readonly transferHwMax?: bigint
        readonly transferMax?: bigint
        readonly transferOptimal?: bigint
        readonly writeZeroesAlignment?: bigint
        readonly writeZeroesMax?: bigint
      }
      readonly name?: string
      readonly path?: string
      readonly physical?: bigint
      readonly rd?: {
        readonly bytes?: bigint
        readonly reqs?: bigint
        readonly times?: bigint
      }
      readonly threshold?: bigint
      readonly timedGroup?: {
        readonly list?: readonly {
          readonly flushLatencyAvg?: bigint
          readonly flushLatencyMax?: bigint
          readonly flushLatencyMin?: bigint
          readonly interval?: bigint
          readonly rdLatencyAvg?: bigint
          readonly rdLatencyMax?: bigint
          readonly rdLatencyMin?: bigint
          readonly rdQueueDepthAvg?: number
          readonly wrLatencyAvg?: bigint
          readonly wrLatencyMax?: bigint
          readonly wrLatencyMin?: bigint
          readonly wrQueueDepthAvg?: number
          readonly zoneAppendLatencyAvg?: bigint
          readonly zoneAppendLatencyMax?: bigint
          readonly zoneAppendLatencyMin?: bigint
          readonly zoneAppendQueueDepthAvg?: number
        }[]
      }
      readonly wr?: {
        readonly bytes?: bigint
        readonly reqs?: bigint
        readonly times?: bigint
      }
    }[]
  }
  readonly cpu?: {
    readonly cache?: {
      readonly monitor?: {
        readonly list?: readonly {
          readonly bank?: {
            readonly list?: readonly {
              readonly bytes?: bigint
              readonly id?: number
            }[]
          }
          readonly name?: string
          readonly vcpus?: string
        }[]
      }
    }
    readonly energy?: {
      readonly monitor?: {
        readonly list?: readonly {
          readonly name?: string
          readonly pkg?: {
            readonly list?: readonly {
              readonly id?: number
            }[]
          }
          readonly vcpus?: string
        }[]
      }
    }
    readonly haltpoll?: {
      readonly fail?: {
        readonly time?: bigint
      }
      readonly success?: {
        readonly time?: bigint
      }
    }
    readonly system?: bigint
    readonly time?: bigint
    readonly user?: bigint
  }
  readonly dirtyrate?: {
    readonly calcMode?: string
    readonly calcPeriod?: number
    readonly calcStartTime?: bigint
    readonly calcStatus?: number
    readonly megabytesPerSecond?: bigint
    readonly vcpu?: {
      readonly list?: readonly {
        readonly megabytesPerSecond?: bigint
      }[]
    }
  }
  readonly iothread?: {
    readonly list?: readonly {
      readonly pollGrow?: number
      readonly pollMaxNs?: bigint
      readonly pollShrink?: number
      readonly pollWeight?: number
    }[]
  }
  readonly memory?: {
    readonly bandwidth?: {
      readonly monitor?: {
        readonly list?: readonly {
          readonly name?: string
          readonly node?: {
            readonly list?: readonly {
              readonly bytes?: {
                readonly local?: bigint
                readonly total?: bigint
              }
              readonly id?: number
            }[]
          }
          readonly vcpus?: string
        }[]
      }
    }
  }
  readonly net?: {
    readonly list?: readonly {
      readonly name?: string
      readonly rx?: {
        readonly bytes?: bigint
        readonly drop?: bigint
        readonly errs?: bigint
        readonly pkts?: bigint
      }
      readonly tx?: {
        readonly bytes?: bigint
        readonly drop?: bigint
        readonly errs?: bigint
        readonly pkts?: bigint
      }
    }[]
  }
  readonly perf?: {
    readonly alignmentFaults?: bigint
    readonly branchInstructions?: bigint
    readonly branchMisses?: bigint
    readonly busCycles?: bigint
    readonly cacheMisses?: bigint
    readonly cacheReferences?: bigint
    readonly cmt?: bigint
    readonly contextSwitches?: bigint
    readonly cpuClock?: bigint
    readonly cpuCycles?: bigint
    readonly cpuMigrations?: bigint
    readonly emulationFaults?: bigint
    readonly instructions?: bigint
    readonly mbml?: bigint
    readonly mbmt?: bigint
    readonly pageFaults?: bigint
    readonly pageFaultsMaj?: bigint
    readonly pageFaultsMin?: bigint
    readonly refCpuCycles?: bigint
    readonly stalledCyclesBackend?: bigint
    readonly stalledCyclesFrontend?: bigint
    readonly taskClock?: bigint
  }
  readonly state?: {
    readonly reason?: number
    readonly state?: number
  }
  readonly vcpu?: {
    readonly current?: number
    readonly maximum?: number
    readonly list?: readonly {
      readonly delay?: bigint
      readonly halted?: boolean
      readonly state?: number
      readonly time?: bigint
      readonly wait?: bigint
    }[]
  }
}

/** VIR_DOMAIN_GUEST_INFO_… */
export interface GuestInformation {
  readonly device?: {
    readonly list?: readonly {
      readonly driverdate?: bigint
      readonly drivername?: string
      readonly driverversion?: string
      readonly idtype?: string
      readonly pcidevice?: number
      readonly pcivendor?: number
    }[]
  }
  readonly disk?: {
    readonly list?: readonly {
      readonly alias?: string
      readonly dependency?: {
        readonly list?: readonly {
          readonly name?: string
        }[]
      }
      readonly guestAlias?: string
      readonly guestBus?: string
      readonly name?: string
      readonly partition?: boolean
      readonly serial?: string
    }[]
  }
  readonly fs?: {
    readonly list?: readonly {
      readonly disk?: {
        readonly list?: readonly {
          readonly alias?: string
          readonly device?: string
          readonly serial?: string
        }[]
      }
      readonly fstype?: string
      readonly mountpoint?: string
      readonly name?: string
      readonly totalBytes?: bigint
      readonly usedBytes?: bigint
    }[]
  }
  readonly hostname?: string
  readonly if?: {
    readonly list?: readonly {
      readonly addr?: {
        readonly list?: readonly {
          readonly addr?: string
          readonly type?: string
        }[]
      }
      readonly hwaddr?: string
      readonly name?: string
    }[]
  }
  readonly load?: {
    readonly '15m'?: number
    readonly '1m'?: number
    readonly '5m'?: number
  }
  readonly os?: {
    readonly id?: string
    readonly kernelRelease?: string
    readonly kernelVersion?: string
    readonly machine?: string
    readonly name?: string
    readonly prettyName?: string
    readonly variant?: string
    readonly variantId?: string
    readonly version?: string
    readonly versionId?: string
  }
  readonly timezone?: {
    readonly name?: string
    readonly offset?: number
  }
  readonly user?: {
    readonly list?: readonly {
      readonly domain?: string
      readonly loginTime?: bigint
      readonly name?: string
    }[]
  }
}

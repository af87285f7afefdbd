/** What the values of each kind of event mean: also of those that no test can raise here. */
import { describe, expect, test } from 'vitest'
import { EVENT_KINDS, type EventName } from '../../../src/libvirt/event-kinds.ts'
import {
  DomainEventID,
  NetworkEventID,
  NodeDeviceEventID,
  SecretEventID,
  StoragePoolEventID,
} from '../../../src/libvirt/generated/enumerations.ts'
import type { EventValue } from '../../../src/native/contract/libvirt.ts'

const READINGS: Readonly<Record<EventName, readonly (readonly [values: readonly EventValue[], saying: object])[]>> = {
  'domain.lifecycle': [
    [[5, 1], { event: 'stopped', detail: 'destroyed' }],
    [[2, 4711], { event: 'started', detail: 'unknown' }],
    [[4711, 0], { event: 'unknown', detail: 'unknown' }],
  ],
  'domain.reboot': [[[], {}]],
  'domain.rtc-change': [[[-3600], { utcOffset: -3600 }]],
  'domain.watchdog': [
    [[6], { action: 'injectnmi' }],
    [[99], { action: 'unknown' }],
  ],
  'domain.io-error-no-reason': [
    [['/disk', 'virtio-disk0', 1], { source: '/disk', device: 'virtio-disk0', action: 'pause' }],
    [[undefined, undefined, 2], { source: '', device: '', action: 'report' }],
  ],
  'domain.io-error': [
    [
      ['/disk', 'virtio-disk0', 1, 'enospc'],
      { source: '/disk', device: 'virtio-disk0', action: 'pause', reason: 'enospc' },
    ],
    [['', 'virtio-disk0', 0, undefined], { source: '', device: 'virtio-disk0', action: 'none', reason: '' }],
  ],
  'domain.graphics': [
    [
      [
        1,
        { family: 0, node: '127.0.0.1', service: '5900' },
        { family: 1, node: '::1', service: '40000' },
        'sasl',
        [
          { type: 'saslUsername', name: 'joe' },
          { type: undefined, name: undefined },
        ],
      ],
      {
        phase: 'initialize',
        local: { family: 'ipv4', node: '127.0.0.1', service: '5900' },
        remote: { family: 'ipv6', node: '::1', service: '40000' },
        authScheme: 'sasl',
        identities: [
          { type: 'saslUsername', name: 'joe' },
          { type: '', name: '' },
        ],
      },
    ],
    [
      [2, { family: 2, node: '/sock', service: undefined }, undefined, undefined, []],
      {
        phase: 'disconnect',
        local: { family: 'unix', node: '/sock', service: undefined },
        remote: undefined,
        authScheme: '',
        identities: [],
      },
    ],
  ],
  'domain.control-error': [[[], {}]],
  'domain.block-job': [[['vda', 2, 3], { disk: 'vda', type: 'copy', status: 'ready' }]],
  'domain.block-job-path': [[['/disk', 4, 1], { path: '/disk', type: 'active-commit', status: 'failed' }]],
  'domain.disk-change': [
    [
      ['/gone.iso', undefined, 'sata0-0-0', 0],
      { device: 'sata0-0-0', oldSource: '/gone.iso', newSource: undefined, reason: 'change-missing-on-start' },
    ],
    [
      ['/gone', undefined, 'virtio-disk1', 1],
      { device: 'virtio-disk1', oldSource: '/gone', newSource: undefined, reason: 'drop-missing-on-start' },
    ],
  ],
  'domain.tray-change': [[['sata0-0-0', 0], { device: 'sata0-0-0', reason: 'open' }]],
  'domain.pmwakeup': [[[0], {}]],
  'domain.pmsuspend': [[[0], {}]],
  'domain.pmsuspend-disk': [[[0], {}]],
  'domain.balloon-change': [[[2048], { memory: 2 * 2 ** 20 }]],
  'domain.device-added': [[['virtio-disk1'], { device: 'virtio-disk1' }]],
  'domain.device-removed': [[['virtio-disk1'], { device: 'virtio-disk1' }]],
  'domain.device-removal-failed': [[['virtio-disk1'], { device: 'virtio-disk1' }]],
  'domain.tunable': [
    [
      [
        {
          'cputune.vcpupin0': '0-1',
          'cputune.vcpupin12': '3',
          'cputune.iothreadpin1': '2',
          'cputune.cpu_shares': 2048n,
          'cputune.emulator_quota': -1n,
          'blkdeviotune.disk': 'vda',
          'blkdeviotune.of_tomorrow': 5,
        },
      ],
      {
        vcpuPins: { 0: '0-1', 12: '3' },
        iothreadPins: { 1: '2' },
        tunables: {
          cpuCpuShares: 2048n,
          cpuEmulatorQuota: -1n,
          blkdevDisk: 'vda',
          extra: { 'blkdeviotune.of_tomorrow': 5 },
        },
      },
    ],
  ],
  'domain.agent-lifecycle': [[[1, 2], { state: 'connected', reason: 'channel' }]],
  'domain.migration-iteration': [[[3], { iteration: 3 }]],
  'domain.job-completed': [
    [
      [{ operation: 2, time_elapsed: 250n, memory_total: 2n ** 60n, success: true, of_tomorrow: 1.5 }],
      {
        operation: 'save',
        job: { operation: 2, timeElapsed: 250n, memoryTotal: 2n ** 60n, success: true, extra: { of_tomorrow: 1.5 } },
      },
    ],
    [[{}], { operation: 'unknown', job: { extra: {} } }],
  ],
  'domain.metadata-change': [
    [[1, undefined], { type: 'title', uri: undefined }],
    [[2, 'urn:mine'], { type: 'element', uri: 'urn:mine' }],
  ],
  'domain.block-threshold': [
    [['vda[1]', undefined, 4096, 512], { device: 'vda[1]', path: undefined, threshold: 4096, excess: 512 }],
  ],
  'domain.memory-failure': [
    [[1, 3, 3], { recipient: 'guest', action: 'reset', flags: ['action-required', 'recursive'] }],
    [[0, 2, 4], { recipient: 'hypervisor', action: 'fatal', flags: ['unknown'] }],
  ],
  'domain.memory-device-size-change': [[['virtiomem0', 65536], { device: 'virtiomem0', size: 64 * 2 ** 20 }]],
  'domain.nic-mac-change': [
    [
      ['net0', '52:54:00:00:00:01', '52:54:00:00:00:02'],
      { device: 'net0', oldMac: '52:54:00:00:00:01', newMac: '52:54:00:00:00:02' },
    ],
  ],
  'domain.vcpu-removed': [[[3], { vcpu: 3 }]],
  'domain.channel-lifecycle': [
    [['org.mine', 2, 1], { channel: 'org.mine', state: 'disconnected', reason: 'domain-started' }],
  ],
  'network.lifecycle': [[[2, 0], { event: 'started' }]],
  'network.metadata-change': [[[2, 'urn:mine'], { type: 'element', uri: 'urn:mine' }]],
  'node-device.lifecycle': [[[1, 0], { event: 'deleted' }]],
  'node-device.update': [[[], {}]],
  'secret.lifecycle': [[[0, 0], { event: 'defined' }]],
  'secret.value-changed': [[[], {}]],
  'storage-pool.lifecycle': [[[4, 0], { event: 'created' }]],
  'storage-pool.refresh': [[[], {}]],
  'qemu.monitor': [
    [
      ['RTC_CHANGE', 1_700_000_000, 250_000, '{"offset":78}'],
      { event: 'RTC_CHANGE', time: new Date(1_700_000_000_250), details: { offset: 78 }, json: '{"offset":78}' },
    ],
    [['STOP', -1, 0, undefined], { event: 'STOP', time: undefined, details: undefined, json: undefined }],
  ],
}

describe.each(Object.entries(READINGS))('%s', (name, readings) => {
  test.each(readings)('reading %#', (values, saying) => {
    expect(EVENT_KINDS[name as EventName].read(values)).toEqual(saying)
  })
})

test('every event of libvirt is there, once', () => {
  const numbers = (source: string) =>
    Object.values(EVENT_KINDS)
      .filter((kind) => kind.source === source)
      .map(({ id }) => id)
      .sort((a, b) => a - b)
  expect(numbers('domain')).toEqual(Object.values(DomainEventID))
  expect(numbers('network')).toEqual(Object.values(NetworkEventID))
  expect(numbers('nodeDevice')).toEqual(Object.values(NodeDeviceEventID))
  expect(numbers('secret')).toEqual(Object.values(SecretEventID))
  expect(numbers('storagePool')).toEqual(Object.values(StoragePoolEventID))
})

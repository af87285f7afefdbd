import { expect, test } from 'vitest'
import { parseStoragePoolCapabilities } from '../../../src/libvirt/capabilities.ts'

test('storage pool capabilities are read, by type', () => {
  const xml = `<storagepoolCapabilities>
    <pool type='fs' supported='yes'>
      <poolOptions><defaultFormat type='auto'/><enum name='sourceFormatType'><value>auto</value><value>ext4</value></enum></poolOptions>
      <volOptions><defaultFormat type='raw'/><enum name='targetFormatType'><value>raw</value><value>qcow2</value></enum></volOptions>
    </pool>
    <pool type='rbd' supported='no'><volOptions><defaultFormat type='raw'/><enum name='targetFormatType'/></volOptions></pool>
  </storagepoolCapabilities>`
  expect(parseStoragePoolCapabilities(xml)).toEqual({
    pools: [
      { type: 'fs', supported: true, sourceFormats: ['auto', 'ext4'], volumeFormats: ['raw', 'qcow2'] },
      { type: 'rbd', supported: false, sourceFormats: [], volumeFormats: [] },
    ],
    xml,
  })
})

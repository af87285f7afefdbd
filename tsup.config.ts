import { defineConfig } from 'tsup'

const entry = {
  index: 'src/index.ts',
  rados: 'src/rados/index.ts',
  rbd: 'src/rbd/index.ts',
  libvirt: 'src/libvirt/index.ts',
  xml: 'src/xml/index.ts',
  bridge: 'src/bridge/index.ts',
  testing: 'src/testing/index.ts',
}

export default defineConfig([
  {
    // What scripts/finish-build.mjs makes CommonJS of.
    entry: { ...entry, cli: 'src/cli/main.ts' },
    format: 'esm',
    target: 'node20',
    platform: 'node',
    splitting: true,
    sourcemap: true,
    clean: true,
    // Class names are part of the interface: they are the names of errors.
    keepNames: true,
  },
  { entry, format: ['esm', 'cjs'], dts: { only: true } },
])

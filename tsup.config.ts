import { defineConfig } from 'tsup'

const parts = {
  core: 'src/core/index.ts',
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
    entry: { index: 'src/index.ts', ...parts, cli: 'src/cli/main.ts' },
    format: 'esm',
    target: 'node20',
    platform: 'node',
    splitting: true,
    sourcemap: true,
    clean: true,
    // Class names are part of the interface: they are the names of errors.
    keepNames: true,
  },
  // The types of the index re-export those of the parts: finish-build.mjs writes them.
  { entry: parts, format: ['esm', 'cjs'], dts: { only: true } },
])

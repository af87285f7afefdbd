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
    entry: { ...parts, cli: 'src/cli/main.ts' },
    format: 'esm',
    target: 'node20',
    platform: 'node',
    splitting: true,
    sourcemap: true,
    clean: true,
    // Class names are part of the interface: they are the names of errors.
    keepNames: true,
    // Comments, a third of all, are read each time it is imported. What finish-build.mjs writes has lines again.
    esbuildOptions: (options) => {
      options.minifyWhitespace = true
    },
  },
  // The index re-exports the parts, in its code as in its types: finish-build.mjs writes both.
  { entry: parts, format: ['esm', 'cjs'], dts: { only: true } },
])

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

// There is one implementation, in CommonJS; scripts/esm-entries.mjs writes the ES modules that re-export it. So
// `instanceof` holds however the package was loaded, and there is one of everything that must be one.
export default defineConfig([
  {
    entry: { ...entry, cli: 'src/cli/main.ts' },
    format: 'cjs',
    target: 'node20',
    platform: 'node',
    splitting: true,
    shims: true,
    sourcemap: true,
    clean: true,
    // Class names are part of the interface: they are the names of errors.
    keepNames: true,
  },
  { entry, format: ['esm', 'cjs'], dts: { only: true } },
])

// How the tests of this project run. Yours.

import { defineConfig } from 'vitest/config'

export default defineConfig({
  // Packages stay packages, also those that npm linked from elsewhere on this machine.
  resolve: { preserveSymlinks: true },
  // A document without operations has no tests yet.
  test: { include: ['test/**/*.test.ts'], passWithNoTests: true },
})

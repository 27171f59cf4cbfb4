// How the tests of this project run. Yours.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { loadEnvFile } from 'node:process'
import { defineConfig } from 'vitest/config'

// Variables of tests: the environment's own, then those of .env.test, then those that `nexus dev` has, of .env.
for (const name of ['.env.test', '.env']) {
  const file = join(import.meta.dirname, name)
  if (existsSync(file)) loadEnvFile(file)
}

export default defineConfig({
  // Packages stay packages, also those that npm linked from elsewhere on this machine.
  resolve: { preserveSymlinks: true },
  // A document without operations has no tests yet.
  test: { include: ['test/**/*.test.ts'], passWithNoTests: true },
})

// How the tests of this project run. Yours.

import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { loadEnvFile } from 'node:process'
import { defineConfig } from 'vitest/config'

// Variables of tests: the environment's own, then those of .env.test. Not those of .env: the tests call every operation,
// and would write to the database and sign with the keys that you develop with.
const variables = join(import.meta.dirname, '.env.test')
if (existsSync(variables)) loadEnvFile(variables)

export default defineConfig({
  // Packages stay packages, also those that npm linked from elsewhere on this machine.
  resolve: { preserveSymlinks: true },
  // A document without operations has no tests yet.
  test: { include: ['test/**/*.test.ts'], passWithNoTests: true },
})

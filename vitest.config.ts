// Owns how the suites run: unit suites from source, then end-to-end suites against built packages.

import { defineConfig } from 'vitest/config'

const shared = {
  environment: 'node',
  pool: 'forks',
  // A process of each core runs file after file, and loads compiler, runtime and type checker once: a process per file
  // costs half of the time. What a file changes about its process (variables, mocks, files) it puts back.
  isolate: false,
  unstubEnvs: true,
  unstubGlobals: true,
  // What a test polls for may take its time on a slow machine; the default is 1 s.
  expect: { poll: { timeout: 20_000 } },
  testTimeout: 30_000,
  hookTimeout: 60_000,
} as const

export default defineConfig({
  test: {
    maxWorkers: 2,
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          include: ['test/**/*.test.ts'],
          // A golden project's own tests are reviewed text here; they run in projects that are installed.
          exclude: ['test/e2e/**', 'test/golden/**'],
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...shared,
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/e2e/shared-project.ts'],
          setupFiles: ['test/e2e/wait-for-project.ts'],
          testTimeout: 240_000,
          hookTimeout: 180_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})

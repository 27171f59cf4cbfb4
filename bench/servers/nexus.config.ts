// The benchmark's settings: defaults, but idle connections live until all of them are open.

import { defineConfig } from '@nexusrt/runtime/config'

export default defineConfig({
  openapi: 'specs/bench.yaml',
  server: { limits: { keepAliveTimeoutMs: '60s' } },
})

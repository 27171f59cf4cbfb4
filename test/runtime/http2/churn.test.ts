// Clients that leave in the midst of everything end no process, and leave nothing behind; in small what
// `npm run soak:http2` does for minutes.

import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, it } from 'vitest'
import { identify } from '../../native/certificates.js'

const soak = fileURLToPath(new URL('../../../scripts/soak-http2.mjs', import.meta.url))
const site = identify('a.test')

it.each(['uring', 'epoll'])('sessions torn down on %s', { timeout: 120_000 }, async (io) => {
  const env = { ...process.env, TLS_CERT: site.cert, TLS_KEY: site.key }
  const size = ['--rounds', '2', '--sessions', '8', '--requests', '15', '--kills', '0', '--io', io]
  const { stdout } = await promisify(execFile)(process.execPath, [soak, ...size], { env })
  expect(stdout).toMatch(/^\S+: 2 rounds of 8 x 15, .*\n$/)
})

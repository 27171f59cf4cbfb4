// What `nexus dev` says of the server that it started, and how that one is to write its log.

import { expect, it } from 'vitest'
import { listeningLine, logForm } from '../../../../cli/src/commands/dev/host.js'
import { openTerminal } from '../../../../cli/src/commands/terminal.js'

const plain = openTerminal({ color: false })

it.each([
  [{ isTTY: true }, { color: true }, 'coloured'],
  [{ isTTY: true }, { color: false }, 'plain'],
  [{}, { color: true }, 'json'],
] as const)('to %j with %j the log is %s', (out, options, form) => {
  expect(logForm(out, openTerminal(options))).toBe(form)
})

it.each([
  ['http://127.0.0.1:3000/docs', ', docs at http://127.0.0.1:3000/docs'],
  [null, ''],
])('where its page is %j, it says so', (docs, page) => {
  const line = listeningLine({ url: 'http://127.0.0.1:3000', driver: 'epoll', docs }, plain)
  expect(line).toBe(`listening on http://127.0.0.1:3000 (epoll)${page}`)
})

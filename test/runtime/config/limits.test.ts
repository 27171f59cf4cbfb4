// Owns what holds of the table of limits, and that docs/reference/limits.md is made from it.

import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type Limit, type LimitUnit, limits } from '../../../runtime/src/config/limits.js'
import { resolveSettings } from '../../../runtime/src/config/resolve.js'
import { placesMax } from '../../../runtime/src/http/places.js'
import { membersMax, partsMax } from '../../../runtime/src/validate/parameters.js'

const page = new URL('../../../docs/reference/limits.md', import.meta.url)

const written: Record<LimitUnit, (value: number) => string> = {
  bytes: (value) => sized(value),
  'bytes/s': (value) => `${sized(value)}/s`,
  ms: (value) => timed(value),
  count: (value) => value.toLocaleString('en'),
}

const sized = (bytes: number): string => {
  const units: [string, number][] = [
    ['GiB', 1024 ** 3],
    ['MiB', 1024 ** 2],
    ['KiB', 1024],
  ]
  const [name, size] = units.find(([, unit]) => bytes > 0 && bytes % unit === 0) ?? [
    bytes === 1 ? 'byte' : 'bytes',
    1,
  ]
  return `${bytes / size} ${name}`
}

const timed = (ms: number): string => {
  const units: [string, number][] = [
    ['h', 3_600_000],
    ['s', 1000],
  ]
  const [name, size] = units.find(([, unit]) => ms % unit === 0) ?? ['ms', 1]
  return `${ms / size} ${name}`
}

const answered = ({ answer }: Limit): string => {
  if (answer === 'goaway') return 'GOAWAY, ENHANCE_YOUR_CALM'
  if (answer === 'close') return 'the connection is closed'
  if (answer.startsWith('close ')) return `WebSocket ${answer}`
  if (answer === 'ping') return 'a ping is sent'
  return answer === 'wait' ? 'it waits' : `answer ${answer}`
}

const row = (limit: Limit): string => {
  const show = written[limit.unit]
  const range = `${show(limit.min)} to ${show(limit.max)}`
  return `| \`${limit.name}\` | ${show(limit.default)} | ${range} | ${answered(limit)} | ${limit.about} |`
}

const text = (): string => `# Limits of a server

Made from \`runtime/src/config/limits.ts\`; \`UPDATE_GOLDEN=1 npx vitest run test/runtime/config/limits.test.ts\`
rewrites it. Each is a setting under \`server.limits\` of \`nexus.config.ts\`:

\`\`\`ts
import { defineConfig } from '@nexusrt/runtime/config'

export default defineConfig({
  openapi: 'specs/api.yaml',
  server: { limits: { bodyBytesMax: '4MiB', handlerTimeoutMs: '5s' } },
})
\`\`\`

Sizes are numbers of bytes or text such as \`'64kB'\` and \`'1MiB'\`, times are milliseconds or text such as
\`'250ms'\`, \`'10s'\` and \`'5m'\`. No limit can be turned off but \`connectionRequestsMax\`,
which is off until it is set.

| Limit | Default | Range | Beyond it | What it bounds |
|---|---|---|---|---|
${limits.map(row).join('\n')}

Others are fixed. Who goes beyond one is answered 400 with an issue whose code is \`limit\`; nothing is left out unread:

| Limit | Value | What it bounds |
|---|---|---|
| \`partsMax\` | ${written.count(partsMax)} | Pairs of a query that parameters which are objects are read from, and parts of one such text. |
| \`membersMax\` | ${written.count(membersMax)} | Members of one object or list in a parameter. |

Files that are open for answers (\`staticFiles\`, \`file()\`) take at most an eighth of what the process may open,
${written.count(placesMax)} of them at most. Others wait in order: a file whose client reads nothing is closed for them, and opened
again where it was when its client reads on. One that was changed meanwhile ends its answer. They are read in pieces
of 256 KiB, 16 at once; what was read and is not taken counts for \`heldOutputBytesMax\`.
`

test('the page is made from the table', () => {
  if (process.env.UPDATE_GOLDEN) writeFileSync(page, text())
  expect(readFileSync(page, 'utf8')).toBe(text())
})

test.each(limits.map((limit) => [limit.name, limit] as const))(
  '%s: its default, least and most are accepted, and nothing beyond',
  (name, { default: usual, min, max, unit }) => {
    const resolve = (value: number) =>
      resolveSettings(
        { server: { limits: { [name]: value } } },
        { flags: {}, environment: {}, hostDefault: '127.0.0.1' },
      ).limits[name]
    expect([usual, min, max].map(resolve)).toEqual([usual, min, max])
    expect(() => resolve(max + 1)).toThrow(`server.limits.${name} is ${max + 1}.`)
    expect(() => resolve(min - 1)).toThrow(`server.limits.${name} is ${min - 1}.`)
    const suffix = { bytes: /Bytes/, 'bytes/s': /BytesPerSecond/, ms: /Ms$/, count: /Max$/ }[unit]
    expect(name).toMatch(suffix)
  },
)

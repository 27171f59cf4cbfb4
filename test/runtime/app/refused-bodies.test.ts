// Owns the 415: whether it says that the coding was the reason or the type, what would have been taken, and that it is
// counted once, by whomever it is told. On both drivers.

import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import { codings } from '../../../runtime/src/body/decoding.js'
import { respond } from '../../../runtime/src/http/replies.js'
import type { Reply } from '../../../runtime/src/http/reply.js'
import { converse } from '../../native/engine-under-test.js'
import { app, bound, served } from '../middleware/served.js'

const take = bound(
  {
    id: 'take',
    method: 'POST',
    path: '/take',
    body: { required: true, types: ['application/json', 'text/csv'], bytesMax: 50 },
    read: (raw, context) => {
      context.body = raw.json()
    },
  },
  ({ body }) => respond(200).text(JSON.stringify(body)),
)

const change = bound(
  {
    id: 'change',
    method: 'PATCH',
    path: '/take',
    body: { required: true, types: ['application/merge-patch+json', 'text/csv'], bytesMax: 50 },
    read: (raw, context) => {
      context.body = raw.json()
    },
  },
  () => respond(204).empty(),
)

const pass = (_: unknown, next: () => Promise<Reply>) => next()
const taken = codings.join(', ')
const byCoding = `\r\nAccept-Encoding: ${taken}\r\n`
const byType = '\r\nAccept: application/json, text/csv\r\n'
const json = 'Content-Type: application/json\r\n'

const refused: readonly [string, string, string][] = [
  ['a coding that nobody knows', `${json}Content-Encoding: x-other\r\n`, byCoding],
  ['codings within each other', `${json}Content-Encoding: gzip, br\r\n`, byCoding],
  ['codings on two lines', `${json}Content-Encoding: gzip\r\nContent-Encoding: br\r\n`, byCoding],
  ['both', 'Content-Type: image/png\r\nContent-Encoding: x-other\r\n', byCoding],
  [
    'a type that is not taken, in a known coding',
    'Content-Type: image/png\r\nContent-Encoding: gzip\r\n',
    byType,
  ],
  ['a type that is not taken', 'Content-Type: image/png\r\n', byType],
  ['no type', '', byType],
]

const post = (headers: string, body: Buffer): Buffer =>
  Buffer.concat([
    Buffer.from(
      `POST /take HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${headers}Content-Length: ${body.length}\r\n\r\n`,
    ),
    body,
  ])

describe.each(['epoll', 'uring'])('on %s', (io) => {
  describe.each([
    ['the engine', {}],
    ['middleware', { app: [pass] }],
  ])('told by %s', (_, middleware) => {
    const asking = (use: (send: (bytes: Buffer) => Promise<string>) => Promise<void>) =>
      served(
        app([take, change], { middleware } as never),
        async ({ url }) => use((bytes) => converse(Number(new URL(url).port), [bytes])),
        undefined,
        { NEXUS_IO: io },
      )

    test.each(refused)('%s', async (_name, headers, field) => {
      await asking(async (send) => {
        const answer = await send(post(headers, Buffer.from('{}')))
        expect(answer).toMatch(/^HTTP\/1.1 415 /)
        expect(answer.toLowerCase()).toContain(field.toLowerCase())
        expect(answer.match(/\r\naccept(-encoding)?:/gi)).toHaveLength(1)
        expect(answer).toContain(field === byCoding ? `none of ${taken}` : 'this media type')
        const metrics = await send(
          Buffer.from('GET /metrics HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'),
        )
        expect(metrics).toMatch(/nexus_refusals_total\{reason="contract-violated"\} 1\n/)
      })
    })

    // RFC 5789, 2.2 and 3.1.
    test('of PATCH says what patches are taken, as OPTIONS does', async () => {
      await asking(async (send) => {
        const patch = post('Content-Type: application/json\r\n', Buffer.from('{}'))
        const answer = await send(Buffer.from(patch.toString().replace('POST', 'PATCH')))
        expect(answer).toMatch(/^HTTP\/1.1 415 /)
        const types = 'application/merge-patch+json, text/csv'
        expect(answer.match(/\r\naccept.*?: .*(?=\r)/gi)).toEqual([
          expect.stringMatching(/^\r\naccept:/i),
          expect.stringMatching(/^\r\naccept-patch:/i),
        ])
        expect(answer.split(`: ${types}\r\n`)).toHaveLength(3)
        const options = 'OPTIONS /take HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'
        expect(await send(Buffer.from(options))).toContain(
          `\r\nAllow: POST, PATCH, OPTIONS\r\nAccept-Patch: ${types}\r\n`,
        )
      })
    })

    test.each([
      ['gzip', gzipSync('[1]')],
      ['X-GZip', gzipSync('[1]')],
      ['identity', Buffer.from('[1]')],
      ['', Buffer.from('[1]')],
    ])('a body in %j is taken', async (coding, body) => {
      await asking(async (send) => {
        const answer = await send(post(`${json}Content-Encoding: ${coding}\r\n`, body))
        expect(answer).toMatch(/^HTTP\/1.1 200 .*\r\n\r\n\[1\]<closed>$/s)
      })
    })
  })
})

// Owns realtime and streamed bodies on the real engine, on both drivers: ws and fetch are the clients.

import { once } from 'node:events'
import { brotliCompressSync, constants, deflateSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import type { ServerEvent } from '../../../runtime/src/realtime/index.js'
import { startApp, type TestServer } from '../../../runtime/src/testing/index.js'
import { converse } from '../../native/engine-under-test.js'
import { eventually, gate } from '../../waiting.js'
import { readEvents } from './event-source.js'
import { realtimeApp } from './realtime-app.js'

// The best quality takes seconds, in which the server of the same process would close idle connections.
const cheapBrotli = (bytes: string | Buffer): Buffer =>
  brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } })

describe.each(['epoll', 'uring'])('on %s', (io) => {
  const seen = { events: [] as string[], late: Promise.resolve() }
  let ended = 0
  const three = async function* (): AsyncGenerator<ServerEvent<string>> {
    try {
      for (let i = 0; i < 3; i++) yield { id: `${i}`, data: `line ${i}\nmore` }
      await new Promise(() => {})
    } finally {
      ended++
    }
  }
  // A generator that waits hears of its end only when it goes on; this one can be told at once.
  const endless = () => {
    const events = three()
    return {
      [Symbol.asyncIterator]: () => ({
        next: () => events.next(),
        return: async () => {
          ended++
          return { done: true as const, value: undefined }
        },
      }),
    }
  }
  const app = (name: string) => realtimeApp(name, seen, endless)
  let server: TestServer
  beforeAll(async () => {
    server = await startApp(app('first'), { environment: { NEXUS_IO: io } })
  })
  afterAll(() => server.close())

  const dial = async (protocols: string[] = [], path = '/echo') => {
    const socket = new WebSocket(server.url.replace('http', 'ws') + path, protocols)
    const messages: string[] = []
    socket.on('message', (data) => messages.push(String(data)))
    socket.on('error', () => {})
    await once(socket, 'open')
    return { socket, messages }
  }
  const post = (
    path: string,
    body: NonNullable<RequestInit['body']>,
    headers: Record<string, string> = {},
  ) => server.fetch(path, { method: 'POST', body, headers })

  const problemOf = async (response: Response) =>
    (await response.json()) as { errors: { readonly pointer: string }[] }

  it('a socket opens, echoes, publishes and closes', async () => {
    const [a, b] = [await dial(['v0', 'v1']), await dial()]
    expect([a.socket.protocol, a.socket.extensions]).toEqual(['v1', 'permessage-deflate'])
    a.socket.send('hello')
    await eventually(() => a.messages.length === 1 && b.messages.length === 1)
    b.socket.send('x'.repeat(500_000))
    await eventually(() => a.messages.length === 2 && b.messages.length === 2)
    expect(b.messages.map((text) => text.slice(0, 11))).toEqual(['first hello', 'first xxxxx'])
    a.socket.close(4000, 'done')
    b.socket.terminate()
    await eventually(
      () => seen.events.includes('first close 4000') && seen.events.includes('first close 1006'),
    )
  })

  it('a request that is no handshake is told so', async () => {
    const response = await server.fetch('/echo')
    expect([response.status, response.headers.get('sec-websocket-version')]).toEqual([426, '13'])
    const evil = new WebSocket(`${server.url.replace('http', 'ws')}/echo`, {
      origin: 'https://evil.example',
    })
    const [, refusal] = await once(evil, 'unexpected-response')
    expect(refusal.statusCode).toBe(403)
    evil.on('error', () => {})
    evil.terminate()
  })

  const key = 'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n'
  const asks = `Host: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${key}`
  it.each([
    ['HEAD', `HEAD /echo HTTP/1.1\r\n${asks}\r\n`, '405 ', 'allow: GET, OPTIONS'],
    ['HTTP/1.0', `GET /echo HTTP/1.0\r\n${asks}\r\n`, '400 ', ''],
    ['a body', `GET /echo HTTP/1.1\r\n${asks}Content-Length: 2\r\n\r\nhi`, '400 ', ''],
    [
      'another version',
      `GET /echo HTTP/1.1\r\n${asks.replace('13', '8')}\r\n`,
      '426 ',
      'Connection: Upgrade\r\nupgrade: websocket\r\nsec-websocket-version: 13',
    ],
  ])('a handshake by way of %s is refused', async (_, head, status, line) => {
    const port = Number(new URL(server.url).port)
    const until = (all: string): boolean => all.includes('\r\n\r\n')
    const answer = await converse(port, [head], { until })
    expect(answer.slice(9, 13)).toBe(status)
    expect(answer).toContain(line)
  })

  it('a socket by hand has its path, and may refuse', async () => {
    const { socket, messages } = await dial([], '/rooms/h%C3%A9')
    socket.send(new Uint8Array([104, 105]))
    await eventually(() => messages.length === 2)
    expect(messages).toEqual(['h\u00e9', 'hi'])
    const closed = once(socket, 'close')
    socket.close()
    expect((await closed)[0]).toBe(1005)
    const refused = new WebSocket(`${server.url.replace('http', 'ws')}/rooms/closed`)
    expect((await once(refused, 'unexpected-response'))[1].statusCode).toBe(403)
    refused.on('error', () => {})
    refused.terminate()
  })

  it('a stream of events arrives one by one, and ends when the client leaves', async () => {
    const leaving = new AbortController()
    const response = await server.fetch('/events', { signal: leaving.signal })
    expect(response.headers.get('content-type')).toBe('text/event-stream')
    let text = ''
    for await (const chunk of response.body ?? []) {
      text += Buffer.from(chunk).toString()
      if (readEvents(text).events.length === 3) break
    }
    expect(readEvents(text).events[2]).toEqual({
      type: 'message',
      data: 'line 2\nmore',
      lastEventId: '2',
    })
    leaving.abort()
    await eventually(() => ended > 0)
  })

  it('a form is read whole, or refused by what is wrong with it', async () => {
    const good = new FormData()
    good.set('title', 'h\u00e9')
    good.set('photo', new Blob([new Uint8Array(3_000_000)]), 'p.png')
    const response = await post('/form', good)
    expect([response.status, await response.json()]).toEqual([
      200,
      { title: 'h\u00e9', photo: 3_000_000 },
    ])
    const poor = new FormData()
    poor.set('photo', new Blob(['x']), 'p.png')
    const refused = await post('/form', poor)
    expect([refused.status, (await problemOf(refused)).errors]).toEqual([
      400,
      [{ in: 'body', pointer: '/title', code: 'required', message: 'is missing' }],
    ])
    const long = new FormData()
    long.set('title', 'x'.repeat(70_000))
    expect((await post('/form', long)).status).toBe(413)
    const cut = await post('/form', '--b\r\nContent-Disp', {
      'content-type': 'multipart/form-data; boundary=b',
    })
    expect(cut.status).toBe(400)
  })

  it('bytes and lines are read as they come', async () => {
    const bytes = await post('/bytes', new Uint8Array(20_000_000), {
      'content-type': 'application/octet-stream',
    })
    expect(await bytes.json()).toBe(20_000_000)
    const ndjson = { 'content-type': 'application/x-ndjson' }
    expect(await (await post('/lines', '1\n2\n3', ndjson)).json()).toBe(6)
    const wrong = await post('/lines', '1\n"2"\n', ndjson)
    expect([wrong.status, (await problemOf(wrong)).errors[0]?.pointer]).toEqual([400, '/1'])
  })

  it('coded bodies are decoded, whole and in pieces, within the body limit', async () => {
    const json = JSON.stringify({ names: Array(5000).fill('h\u00e9'), big: '9007199254740993' })
    const coded = (path: string, body: Uint8Array, coding: string, type = 'application/json') =>
      post(path, body, { 'content-type': type, 'content-encoding': coding })
    const coders = {
      gzip: gzipSync,
      'x-gzip': gzipSync,
      deflate: deflateSync,
      br: brotliCompressSync,
    }
    for (const [coding, encode] of Object.entries(coders)) {
      const response = await coded('/whole', encode(json), coding)
      expect([coding, response.status, await response.text()]).toEqual([coding, 200, json])
      const bytes = await coded(
        '/bytes',
        encode(Buffer.alloc(3_000_000)),
        coding,
        'application/octet-stream',
      )
      expect([coding, await bytes.json()]).toEqual([coding, 3_000_000])
    }
    const status = async (...request: Parameters<typeof coded>) => (await coded(...request)).status
    expect(await status('/whole', gzipSync(Buffer.alloc(4_000_000, ' ')), 'gzip')).toBe(413)
    expect(
      await status(
        '/bytes',
        cheapBrotli(Buffer.alloc(51_000_000)),
        'br',
        'application/octet-stream',
      ),
    ).toBe(413)
    expect(await status('/whole', Buffer.from(json), 'gzip')).toBe(400)
    expect(await status('/whole', gzipSync(json).subarray(0, 50), 'gzip')).toBe(400)
    expect(await status('/whole', gzipSync('{'), 'gzip')).toBe(400)
    expect(await status('/whole', gzipSync(`${'['.repeat(200)}${']'.repeat(200)}`), 'gzip')).toBe(
      400,
    )
    expect(await status('/whole', gzipSync(gzipSync(json)), 'gzip, gzip')).toBe(415)
    expect(await status('/whole', Buffer.from(json), 'compress')).toBe(415)
    const form = 'multipart/form-data; boundary=b'
    const parts =
      '--b\r\nContent-Disposition: form-data; name=title\r\n\r\nx\r\n--b\r\nContent-Disposition: form-data; name=photo; filename=p\r\n\r\nyy\r\n--b--'
    expect(await (await coded('/form', gzipSync(parts), 'gzip', form)).json()).toEqual({
      title: 'x',
      photo: 2,
    })
    expect((await server.fetch('/echo')).status).toBe(426)
  })

  it('a socket outlives a reload with new hooks, and hears of the end', async () => {
    const { socket, messages } = await dial()
    const opening = gate()
    seen.late = opening.opened
    const late = dial([], '/echo?late')
    await eventually(() => seen.events.includes('late asked'))
    const { replacedDisposed } = await server.server.install(app('second'))
    await eventually(() => seen.events.includes('second open'))
    socket.send('whence')
    await eventually(() => messages.length === 1)
    expect(messages).toEqual(['second GET /echo 127.0.0.1'])
    opening.open()
    const { messages: heard } = await late
    await eventually(() => seen.events.filter((event) => event === 'second open').length === 2)
    socket.send('still here')
    await eventually(() => heard.length === 1)
    expect(heard).toEqual(['second still here'])
    expect(seen.events).toContain('first close 1012')
    void replacedDisposed
    const closed = once(socket, 'close')
    await server.close()
    expect((await closed)[0]).toBe(1001)
    expect(seen.events.at(-1)).toBe('second close 1001')
  })
})

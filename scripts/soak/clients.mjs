// Owns the clients of the soak: each behaves in one way, again and again, until it is told to stop. A client that
// behaves well tells of every answer it did not expect; one that does not only has to leave nothing behind.

import { setTimeout as sleep } from 'node:timers/promises'
import { channels } from './channels.mjs'
import { expect, get, open, post } from './connections.mjs'

const keepAliveRequests = 50
const item = JSON.stringify({ id: 1, name: 'one' })
const form = (end) =>
  `--edge\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n${'y'.repeat(30_000)}\r\n--edge${end}`
const multipart = 'multipart/form-data; boundary=edge'

const malformed = [
  'GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n',
  'GET / HTTP/1.1\nHost: a\n\n',
  'GET /%zz HTTP/1.1\r\nHost: a\r\n\r\n',
  'GET / HTTP/1.1\r\n\r\n',
  'GET / HTTP/1.1\r\nHost: a\r\n folded: x\r\n\r\n',
  'POST /items HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n0_2e\r\n',
  `GET /${'a'.repeat(9000)} HTTP/1.1\r\nHost: a\r\n\r\n`,
  `GET / HTTP/1.1\r\nHost: a\r\n${'x: y\r\n'.repeat(200)}\r\n`,
  '\u0000\u0001\u0002\u0003\r\n\r\n',
]

/** One turn of each behaviour: (to, tell) => anything. */
const turns = {
  'keep-alive': async (to, tell) => {
    const connection = await open(to)
    for (let i = 0; i < keepAliveRequests; i++) {
      connection.send(get(`/items/${i}`))
      if ((await expect(connection, [200], tell)) !== 200) break
    }
    connection.end()
  },
  pipelined: async (to, tell) => {
    const connection = await open(to)
    connection.send((get('/items/7') + post('/items', 'application/json', item)).repeat(16))
    for (let i = 0; i < 16; i++) {
      await expect(connection, [200], tell)
      await expect(connection, [201], tell)
    }
    connection.end()
  },
  'bad input': async (to, tell) => {
    for (const text of malformed) {
      const connection = await open(to)
      connection.send(text)
      await expect(connection, [400, 414, 431], tell)
      connection.end()
    }
  },
  'bad body': async (to, tell) => {
    const connection = await open(to)
    connection.send(post('/items', 'application/json', '{"id":"no"'))
    await expect(connection, [400], tell)
    connection.end()
  },
  'slow head': async (to) => {
    const connection = await open(to)
    for (const letter of 'GET /items/1 HTTP/1.1') {
      connection.send(letter)
      await sleep(20)
    }
    connection.end()
  },
  'body cut off': async (to) => {
    const connection = await open(to)
    connection.send(post('/upload', 'application/octet-stream', 'x'.repeat(40_000), 500_000))
    await sleep(30)
    connection.end()
  },
  'whole upload': async (to, tell) => {
    const connection = await open(to)
    connection.send(post('/upload', 'application/octet-stream', 'x'.repeat(300_000)))
    await expect(connection, [200], tell)
    connection.end()
  },
  'leaves while it waits': async (to) => {
    const connection = await open(to)
    connection.send(get('/slow'))
    await sleep(20)
    connection.reset()
  },
  'leaves a download': async (to) => {
    const connection = await open(to)
    connection.socket.once('data', () => connection.end())
    connection.send(get('/download'))
    await sleep(50)
    connection.end()
  },
  'never reads': async (to) => {
    const connection = await open(to)
    connection.socket.pause()
    connection.send(get('/download').repeat(64))
    await sleep(300)
    connection.end()
  },
  'leaves events': async (to) => {
    const connection = await open(to)
    connection.send(get('/events'))
    await sleep(100)
    connection.end()
  },
  forms: async (to, tell) => {
    const connection = await open(to)
    connection.send(post('/form', multipart, form('--\r\n')))
    await expect(connection, [200], tell)
    connection.send(post('/form', multipart, form('')))
    await expect(connection, [400], tell)
    connection.end()
  },
  'opens and resets': async (to) => {
    const connection = await open(to)
    connection.reset()
    await sleep(2)
  },
}

const all = { ...turns, ...channels }

export const behaviours = Object.keys(all)

/** Repeats one behaviour until `stop()`, which resolves to how often it ran and what surprised it. */
export const startClient = (behaviour, to) => {
  let stopping = false
  let count = 0
  const surprises = []
  const tell = (text) => surprises.length < 20 && surprises.push(`${behaviour}: ${text}`)
  const run = async () => {
    while (!stopping) {
      try {
        await all[behaviour](to, tell)
      } catch (error) {
        tell(error.message)
        await sleep(100)
      }
      count++
    }
  }
  const running = run()
  return {
    stop: async () => {
      stopping = true
      await running
      return { behaviour, count, surprises }
    },
  }
}

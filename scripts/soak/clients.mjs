// Owns the clients of the soak: each behaves in one way, again and again, until it is told to stop. A client that
// behaves well tells of every answer it did not expect; one that does not only has to leave nothing behind.

import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

const answerTimeoutMs = 20_000
const keepAliveRequests = 50

/** One connection: `send`, `answer` (resolves to the status and body of the next whole answer), `end`. */
const open = (port) =>
  new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    let received = Buffer.alloc(0)
    let wake = () => {}
    let ended = false
    socket.on('data', (chunk) => {
      received = Buffer.concat([received, chunk])
      wake()
    })
    socket.on('error', (error) => {
      reject(error)
      socket.destroy()
    })
    socket.on('close', () => {
      ended = true
      wake()
    })
    const answer = async () => {
      const deadline = Date.now() + answerTimeoutMs
      for (;;) {
        const whole = takeAnswer(received)
        if (whole) {
          received = received.subarray(whole.bytes)
          return whole
        }
        if (ended) return { status: 0, body: 'closed' }
        if (Date.now() > deadline) return { status: 0, body: 'no answer in time' }
        const waited = new Promise((next) => {
          wake = next
        })
        await Promise.race([waited, sleep(answerTimeoutMs, undefined, { ref: false })])
      }
    }
    socket.on('connect', () =>
      resolve({ socket, answer, send: (text) => socket.write(text), end: () => socket.destroy() }),
    )
  })

/** The first whole answer with a length in `received`, or null. */
const takeAnswer = (received) => {
  const head = received.indexOf('\r\n\r\n')
  if (head < 0) return null
  const text = received.toString('latin1', 0, head)
  const length = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0)
  const bytes = head + 4 + length
  if (received.length < bytes) return null
  return {
    status: Number(text.slice(9, 12)),
    body: received.toString('utf8', head + 4, bytes),
    bytes,
  }
}

const get = (path) => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`
const post = (path, type, body, length = Buffer.byteLength(body)) =>
  `POST ${path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${type}\r\nContent-Length: ${length}\r\n\r\n${body}`
const item = JSON.stringify({ id: 1, name: 'one' })
const form = (end) =>
  `--edge\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n${'y'.repeat(30_000)}\r\n--edge${end}`
const multipart = 'multipart/form-data; boundary=edge'

const expect = async (connection, statuses, tell) => {
  const { status, body } = await connection.answer()
  if (!statuses.includes(status))
    tell(`expected ${statuses.join(' or ')}, got ${status} ${body.slice(0, 200)}`)
  return status
}

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

/** One turn of each behaviour: (port, tell) => anything. */
const turns = {
  'keep-alive': async (port, tell) => {
    const connection = await open(port)
    for (let i = 0; i < keepAliveRequests; i++) {
      connection.send(get(`/items/${i}`))
      if ((await expect(connection, [200], tell)) !== 200) break
    }
    connection.end()
  },
  pipelined: async (port, tell) => {
    const connection = await open(port)
    connection.send((get('/items/7') + post('/items', 'application/json', item)).repeat(16))
    for (let i = 0; i < 16; i++) {
      await expect(connection, [200], tell)
      await expect(connection, [201], tell)
    }
    connection.end()
  },
  'bad input': async (port, tell) => {
    for (const text of malformed) {
      const connection = await open(port)
      connection.send(text)
      await expect(connection, [400, 414, 431], tell)
      connection.end()
    }
  },
  'bad body': async (port, tell) => {
    const connection = await open(port)
    connection.send(post('/items', 'application/json', '{"id":"no"'))
    await expect(connection, [400], tell)
    connection.end()
  },
  'slow head': async (port) => {
    const connection = await open(port)
    for (const letter of 'GET /items/1 HTTP/1.1') {
      connection.send(letter)
      await sleep(20)
    }
    connection.end()
  },
  'body cut off': async (port) => {
    const connection = await open(port)
    connection.send(post('/upload', 'application/octet-stream', 'x'.repeat(40_000), 500_000))
    await sleep(30)
    connection.end()
  },
  'whole upload': async (port, tell) => {
    const connection = await open(port)
    connection.send(post('/upload', 'application/octet-stream', 'x'.repeat(300_000)))
    await expect(connection, [200], tell)
    connection.end()
  },
  'leaves while it waits': async (port) => {
    const connection = await open(port)
    connection.send(get('/slow'))
    await sleep(20)
    connection.socket.resetAndDestroy()
  },
  'leaves a download': async (port) => {
    const connection = await open(port)
    connection.socket.once('data', () => connection.end())
    connection.send(get('/download'))
    await sleep(50)
    connection.end()
  },
  'never reads': async (port) => {
    const connection = await open(port)
    connection.socket.pause()
    connection.send(get('/download').repeat(64))
    await sleep(300)
    connection.end()
  },
  'leaves events': async (port) => {
    const connection = await open(port)
    connection.send(get('/events'))
    await sleep(100)
    connection.end()
  },
  forms: async (port, tell) => {
    const connection = await open(port)
    connection.send(post('/form', multipart, form('--\r\n')))
    await expect(connection, [200], tell)
    connection.send(post('/form', multipart, form('')))
    await expect(connection, [400], tell)
    connection.end()
  },
  'opens and resets': async (port) => {
    const connection = await open(port)
    connection.socket.resetAndDestroy()
    await sleep(2)
  },
}

export const behaviours = Object.keys(turns)

/** Repeats one behaviour until `stop()`, which resolves to how often it ran and what surprised it. */
export const startClient = (behaviour, port) => {
  let stopping = false
  let count = 0
  const surprises = []
  const tell = (text) => surprises.length < 20 && surprises.push(`${behaviour}: ${text}`)
  const run = async () => {
    while (!stopping) {
      try {
        await turns[behaviour](port, tell)
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

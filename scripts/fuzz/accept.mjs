// Owns fuzzing content negotiation: what the engine's 406 says, against the library `negotiator`.

import { connect } from 'node:net'
import Negotiator from 'negotiator'
import { limits as table } from '../../runtime/dist/config/limits.js'
import { Reply } from '../../runtime/dist/http/reply.js'
import { createEngine } from '../../runtime/dist/native/create-engine.js'

const produced = ['application/json', 'text/plain']
const askedAtOnce = 32

/** One engine and one connection for all turns, made when first asked. */
let line = null
const open = async () => {
  const limits = Object.fromEntries(table.map((limit) => [limit.name, limit.default]))
  const engine = createEngine({
    io: 'auto',
    loop: 'wake',
    limits: { ...limits, keepAliveTimeoutMs: 600_000 },
    onEvent: () => {},
  })
  const handle = () => new Reply(200, 'text/plain', null, null)
  engine.install([
    {
      method: 'GET',
      path: '/',
      params: [],
      body: null,
      replyTypes: produced,
      secured: false,
      handle,
    },
  ])
  const { port } = await engine.listen({ host: '127.0.0.1', port: 0 })
  const socket = connect({ port, host: '127.0.0.1', noDelay: true }).unref()
  let text = ''
  let wake = () => {}
  socket.setEncoding('latin1')
  socket.on('data', (data) => {
    text += data
    wake()
  })
  return async (accepts) => {
    text = ''
    socket.write(
      accepts.map((accept) => `GET / HTTP/1.1\r\nHost: x\r\nAccept: ${accept}\r\n\r\n`).join(''),
    )
    for (;;) {
      const found = [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status))
      if (found.length === accepts.length && /(\r\n\r\n|\})$/.test(text)) return found
      await new Promise((resolve) => {
        wake = resolve
      })
    }
  }
}

const accept = async (random) => {
  line ??= await open()
  const range = () => {
    const type = random.pick([
      '*/*',
      'text/*',
      'application/*',
      ...produced,
      'text/html',
      'image/png',
      'application/problem+json',
    ])
    const quality = random.pick([
      '',
      '',
      ';q=0',
      ';q=1',
      ';q=0.5',
      '; q=0.001',
      ';q=0.0',
      ' ;Q=1.000',
    ])
    return type + quality
  }
  const accepts = Array.from({ length: askedAtOnce }, () =>
    [range(), ...random.many(4, range)].join(random.pick([',', ', '])),
  )
  const wanted = accepts.map((text) =>
    new Negotiator({ headers: { accept: text } }).mediaTypes(produced).length > 0 ? 200 : 406,
  )
  return [
    (await line(accepts)).map((status, i) => [accepts[i], status]),
    wanted.map((status, i) => [accepts[i], status]),
  ]
}

export const negotiation = { accept }

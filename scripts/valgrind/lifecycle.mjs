// Owns what is run under valgrind: an engine from its start to its end, with good clients, bad ones, pieces both ways,
// an upgrade and reloads in between. `node lifecycle.mjs IO ROUNDS`.

import { once } from 'node:events'
import { connect } from 'node:net'
import { limits as table } from '../../runtime/dist/config/limits.js'
import { Reply, Upgrade } from '../../runtime/dist/http/reply.js'
import { createEngine } from '../../runtime/dist/native/create-engine.js'

const [io = 'epoll', rounds = '20'] = process.argv.slice(2)
const limits = Object.fromEntries(table.map((limit) => [limit.name, limit.default]))

const pieces = async function* () {
  for (let i = 0; i < 20; i++) yield 'piece '.repeat(200)
}
const text = (body) => new Reply(200, 'text/plain', body, null)
const route = (method, path, handle, body = null) => ({
  method,
  path,
  params: [],
  body,
  replyTypes: [],
  secured: false,
  handle,
})
const taken = { required: false, types: [], delivery: 'stream' }
const count = async (raw) => {
  let bytes = 0
  for await (const piece of raw.stream()) bytes += piece.length
  return text(`${bytes}`)
}
const routes = () => [
  route('GET', '/', () => text('hello')),
  route('GET', '/late', () => new Promise((done) => setTimeout(() => done(text('late')), 5))),
  route('GET', '/pieces', () => text(pieces())),
  route('POST', '/', (raw) => text(raw.bodyText()), { required: false, types: [] }),
  route('POST', '/count', count, taken),
  route(
    'GET',
    '/echo',
    () => new Upgrade('echo', null, (connection) => connection.pipe(connection)),
  ),
]

const get = (path, more = 'Connection: close\r\n') =>
  `GET ${path} HTTP/1.1\r\nHost: x\r\n${more}\r\n`
const post = (path, body) =>
  `POST ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: ${body.length}\r\n\r\n${body}`

const ask = async (port, bytes, cut = false) => {
  const socket = connect(port, '127.0.0.1')
  socket.on('error', () => {})
  socket.resume()
  socket.write(bytes)
  if (cut) socket.resetAndDestroy()
  await once(socket, 'close')
}

const talks = [
  get('/', '').repeat(20) + get('/'),
  get('/late'),
  get('/pieces'),
  get('/nowhere'),
  post('/', 'x'.repeat(20_000)),
  post('/count', 'y'.repeat(50_000)),
  'GET / HTTP/1.1\nHost: x\n\n',
  `GET /${'a'.repeat(9000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
]

const lifecycle = async () => {
  const engine = createEngine({ io, loop: 'wake', limits, onEvent: () => {} })
  engine.install(routes())
  const { port } = await engine.listen({ host: '127.0.0.1', port: 0 })
  for (const bytes of talks) await ask(port, bytes)
  await engine.install(routes()).replacedDrained
  for (const bytes of talks) await ask(port, bytes, true)
  const socket = connect(port, '127.0.0.1').resume()
  socket.write(get('/echo', 'Connection: Upgrade\r\nUpgrade: echo\r\n'))
  socket.end('bytes')
  await once(socket, 'close')
  await engine.shutdown({ deadlineMs: 1000 })
  return engine.driver.name
}

let name = ''
for (let round = 0; round < Number(rounds); round++) name = await lifecycle()
console.log(`${rounds} lifetimes on ${name}`)

// Serves the benchmark's routes with node:http and Ajv, as a careful person would write them by hand.
import { createServer } from 'node:http'
import Ajv from 'ajv'
import { accept, greeting, LoopProbe, message, orderSchema, spin, user } from './work.mjs'

const validate = new Ajv().compile(orderSchema)
const probe = new LoopProbe()

const send = (response, status, type, body) => {
  response.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) })
  response.end(body)
}
const sendJson = (response, status, value) =>
  send(response, status, 'application/json', JSON.stringify(value))
const refuse = (response, status) => sendJson(response, status, { status })

const readOrder = (request, response) => {
  const chunks = []
  request.on('data', (chunk) => chunks.push(chunk))
  request.on('end', () => {
    let order
    try {
      order = JSON.parse(
        chunks.length === 1 ? chunks[0].toString() : Buffer.concat(chunks).toString(),
      )
    } catch {
      return refuse(response, 400)
    }
    if (!validate(order)) return refuse(response, 400)
    sendJson(response, 201, accept(order))
  })
}

const server = createServer((request, response) => {
  const [path, query] = request.url.split('?')
  if (request.method === 'POST') {
    if (path === '/orders') return readOrder(request, response)
    return refuse(response, 404)
  }
  if (path === '/plaintext') return send(response, 200, 'text/plain', greeting)
  if (path === '/json') return sendJson(response, 200, message())
  if (path === '/spin') return send(response, 200, 'text/plain', spin())
  if (path.startsWith('/users/')) {
    const id = Number(path.slice(7))
    return Number.isInteger(id) ? sendJson(response, 200, user(id)) : refuse(response, 400)
  }
  if (path === '/probe/start') {
    return send(
      response,
      200,
      'text/plain',
      probe.start(Number(new URLSearchParams(query).get('port'))),
    )
  }
  if (path === '/probe/stop') return send(response, 200, 'text/plain', probe.stop())
  refuse(response, 404)
})
// Idle connections have to live until all are open; every server is set to do so.
server.keepAliveTimeout = 60_000
server.listen(Number(process.env.PORT), '127.0.0.1', () => console.log('ready'))

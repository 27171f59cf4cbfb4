// Serves the benchmark's routes with uWebSockets.js and Ajv.
import uws from '@trufflesuite/uws-js-unofficial'
import Ajv from 'ajv'
import { accept, greeting, LoopProbe, message, orderSchema, spin, user } from './work.mjs'

const validate = new Ajv().compile(orderSchema)
const probe = new LoopProbe()

const send = (response, type, body) => {
  response.writeHeader('content-type', type).end(body)
}
const refuse = (response, status) => {
  response
    .writeStatus(status)
    .writeHeader('content-type', 'application/json')
    .end(JSON.stringify({ status }))
}

const receive = (response, text) => {
  let order
  try {
    order = JSON.parse(text)
  } catch {
    return refuse(response, '400 Bad Request')
  }
  if (!validate(order)) return refuse(response, '400 Bad Request')
  response
    .writeStatus('201 Created')
    .writeHeader('content-type', 'application/json')
    .end(JSON.stringify(accept(order)))
}

uws
  .App()
  .get('/plaintext', (response) => send(response, 'text/plain', greeting))
  .get('/json', (response) => send(response, 'application/json', JSON.stringify(message())))
  .get('/users/:id', (response, request) => {
    const id = Number(request.getParameter(0))
    if (!Number.isInteger(id)) return refuse(response, '400 Bad Request')
    send(response, 'application/json', JSON.stringify(user(id)))
  })
  .post('/orders', (response) => {
    let earlier = null
    response.onAborted(() => {})
    response.onData((chunk, last) => {
      if (last && !earlier) return receive(response, Buffer.from(chunk).toString())
      // uWebSockets.js reuses the chunk after this call.
      earlier = earlier
        ? Buffer.concat([earlier, Buffer.from(chunk)])
        : Buffer.from(Buffer.from(chunk))
      if (last) receive(response, earlier.toString())
    })
  })
  .get('/spin', (response) => send(response, 'text/plain', spin()))
  .get('/probe/start', (response, request) =>
    send(
      response,
      'text/plain',
      probe.start(Number(new URLSearchParams(request.getQuery()).get('port'))),
    ),
  )
  .get('/probe/stop', (response) => send(response, 'text/plain', probe.stop()))
  .any('/*', (response) => refuse(response, '404 Not Found'))
  .listen('127.0.0.1', Number(process.env.PORT), (token) => {
    console.log(token ? 'ready' : 'failed')
  })

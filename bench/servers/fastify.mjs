// Serves the benchmark's routes with Fastify and its schemas: validation and response serialisation.
import Fastify from 'fastify'
import { accept, greeting, LoopProbe, message, orderSchema, spin, user } from './work.mjs'

const app = Fastify({
  logger: false,
  // The same outcomes as everywhere: nothing coerced or dropped in bodies.
  ajv: { customOptions: { coerceTypes: false, removeAdditional: false } },
})
const probe = new LoopProbe()

const object = (properties) => ({ type: 'object', properties })
const string = { type: 'string' }
const integer = { type: 'integer' }
const boolean = { type: 'boolean' }
const json = (status, properties) => ({ response: { [status]: object(properties) } })

app.get('/plaintext', (_, reply) => {
  reply.type('text/plain').send(greeting)
})
app.get(
  '/json',
  { schema: json(200, { message: string, framework: string, version: integer, ok: boolean }) },
  (_, reply) => {
    reply.send(message())
  },
)
app.get(
  '/users/:id',
  { schema: json(200, { id: integer, name: string, active: boolean }) },
  (request, reply) => {
    // Path parameters arrive as text; with coercion off for bodies it is off here too.
    const id = Number(request.params.id)
    if (!Number.isInteger(id)) return reply.code(400).send()
    reply.send(user(id))
  },
)
app.post(
  '/orders',
  {
    schema: { body: orderSchema, ...json(201, { id: integer, lines: integer, accepted: boolean }) },
  },
  (request, reply) => {
    reply.code(201).send(accept(request.body))
  },
)
app.get('/spin', (_, reply) => {
  reply.type('text/plain').send(spin())
})
app.get('/probe/start', (request, reply) => {
  reply.type('text/plain').send(probe.start(Number(request.query.port)))
})
app.get('/probe/stop', (_, reply) => {
  reply.type('text/plain').send(probe.stop())
})
await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' })
console.log('ready')

// The native engine with one route and nothing of a generated server around it: no metrics, no logs.
import { limits } from '../../runtime/dist/config/limits.js'
import { Reply } from '../../runtime/dist/http/reply.js'
import { createEngine } from '../../runtime/dist/native/create-engine.js'

const engine = createEngine({
  io: 'auto',
  loop: 'wake',
  limits: {
    ...Object.fromEntries(limits.map((limit) => [limit.name, limit.default])),
    keepAliveTimeoutMs: 60_000,
  },
  onEvent: () => {},
})
const greeting = new Reply(200, 'text/plain', 'Hello, World!', null)
engine.install([
  {
    method: 'GET',
    path: '/plaintext',
    params: [],
    body: null,
    replyTypes: [],
    secured: false,
    handle: () => greeting,
  },
])
await engine.listen({ host: '127.0.0.1', port: Number(process.env.PORT) })

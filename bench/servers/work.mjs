// Owns the work that every server of the benchmark does: the same bodies, schema, spin and probe.
import net from 'node:net'
import { performance } from 'node:perf_hooks'

export const greeting = 'Hello, World!'

export const message = () => ({
  message: 'Hello, World!',
  framework: 'bench',
  version: 1,
  ok: true,
})

export const user = (id) => ({ id, name: `user ${id}`, active: true })

/** JSON Schema of an order; the same as `Order` in specs/bench.yaml. */
export const orderSchema = {
  type: 'object',
  required: ['id', 'customer', 'email', 'items', 'total'],
  additionalProperties: false,
  properties: {
    id: { type: 'integer', minimum: 1 },
    customer: { type: 'string', minLength: 1, maxLength: 64 },
    email: { type: 'string', pattern: '^[^@ ]+@[^@ ]+$', maxLength: 128 },
    note: { type: 'string', maxLength: 256 },
    express: { type: 'boolean' },
    total: { type: 'number', minimum: 0 },
    items: {
      type: 'array',
      minItems: 1,
      maxItems: 20,
      items: {
        type: 'object',
        required: ['sku', 'quantity', 'price'],
        additionalProperties: false,
        properties: {
          sku: { type: 'string', pattern: '^[A-Z]{3}-[0-9]{4}$' },
          quantity: { type: 'integer', minimum: 1, maximum: 1000 },
          price: { type: 'number', minimum: 0 },
        },
      },
    },
  },
}

export const accept = (order) => ({ id: order.id, lines: order.items.length, accepted: true })

/** Burns 20 microseconds, as a handler that computes would. */
export const spin = () => {
  const end = performance.now() + 0.02
  let turns = 0
  // Once at least: a thread that is taken off the core for longer than that still spun.
  do turns++
  while (performance.now() < end)
  return turns > 0 ? 'spun' : 'idle'
}

/**
 * Measures the round trip of fresh connections that this process opens to an echo server while it is
 * under load: what a contract or upstream call of a handler would see.
 */
export class LoopProbe {
  #samples = []
  #timer = null

  start(port) {
    this.#samples = []
    this.#timer = setInterval(() => this.#once(port), 10)
    return 'started'
  }

  #once(port) {
    const begun = performance.now()
    const socket = net.connect(port, '127.0.0.1', () => socket.write('x'))
    socket.on('data', () => {
      this.#samples.push(performance.now() - begun)
      socket.destroy()
    })
    socket.on('error', () => socket.destroy())
  }

  stop() {
    if (this.#timer) clearInterval(this.#timer)
    return JSON.stringify(this.#samples)
  }
}

// Owns a process that calls the addon's face with whatever a generator makes up. It must end by itself: an abort, a
// crash or a hang of native code is what the test looks for.

import { isMainThread, Worker, workerData } from 'node:worker_threads'
import { loadAddon } from '@nexusrt/native'
import fc from 'fast-check'

const { Engine } = loadAddon()
const { modules, seed, runs } = isMainThread ? JSON.parse(process.argv[2]) : workerData
const { allocateMemory } = await import(modules.memory)
const { limits: table } = await import(modules.limits)

const limits = Object.fromEntries(table.map(({ name, default: usual }) => [name, usual]))
const optionsOf = (io) => ({
  io,
  loop: 'wake',
  limits,
  http2: false,
  memory: allocateMemory(limits).areas,
})
const throwing = (name) =>
  Object.defineProperty({}, name, {
    enumerable: true,
    get: () => {
      throw new RangeError(`the getter of ${name}`)
    },
  })
const detached = () => {
  const bytes = new Uint8Array(64)
  structuredClone(bytes.buffer, { transfer: [bytes.buffer] })
  return bytes
}

const odd = fc.oneof(
  fc.constantFrom(
    undefined,
    null,
    Symbol('s'),
    1n,
    Number.NaN,
    -1,
    2 ** 53,
    Number.POSITIVE_INFINITY,
  ),
  fc.constantFrom(
    () => {},
    [],
    [null],
    [[]],
    {},
    new Proxy([], {}),
    new Proxy({}, { get: (_, key) => never(key) }),
  ),
  fc.constantFrom(
    new ArrayBuffer(0),
    detached(),
    new Uint8Array(3),
    new DataView(new ArrayBuffer(8)),
  ),
  fc.constantFrom(throwing('length'), throwing('method'), Object.create(null), new Date(0), /x/),
  fc.integer(),
  fc.string({ maxLength: 20 }),
  fc.boolean(),
)
const never = (key) => {
  if (typeof key === 'symbol') return undefined
  throw new RangeError(String(key))
}

/** Calls that only ever throw what JavaScript can catch. */
const harmless = (call) => {
  try {
    return call()
  } catch (error) {
    if (!(error instanceof Error)) throw new Error(`threw ${typeof error}`)
    return undefined
  }
}

/** Calls something expects a TypeError of. */
const refused = (what, call) => {
  try {
    call()
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) return
    throw new Error(`${what} threw ${error}`)
  }
  throw new Error(`${what} was taken`)
}

const without = (object, name) =>
  Object.fromEntries(Object.entries(object).filter(([key]) => key !== name))

const constructors = () => {
  refused('no arguments', () => new Engine())
  refused('a call without new', () => Engine(optionsOf('epoll'), () => {}))
  const good = optionsOf('epoll')
  for (const name of ['limits', 'memory', 'io']) {
    refused(`no ${name}`, () => new Engine(without(good, name), () => {}))
  }
  const natively = [
    'targetBytesMax',
    'headBytesMax',
    'headersMax',
    'bodyBytesMax',
    'headTimeoutMs',
    'requestTimeoutMs',
  ]
  for (const name of [
    ...natively,
    'uploadBytesPerSecondMin',
    'pipelineDepthMax',
    'handshakeTimeoutMs',
  ]) {
    const less = { ...good, limits: without(limits, name) }
    refused(`no ${name}`, () => new Engine(less, () => {}))
    refused(
      `a getter of ${name}`,
      () => new Engine({ ...good, limits: { ...limits, ...throwing(name) } }, () => {}),
    )
  }
  for (const name of Object.keys(good.memory)) {
    refused(
      `no memory ${name}`,
      () => new Engine({ ...good, memory: without(good.memory, name) }, () => {}),
    )
    refused(
      `little memory ${name}`,
      () =>
        new Engine({ ...good, memory: { ...good.memory, [name]: new ArrayBuffer(0) } }, () => {}),
    )
    refused(
      `memory ${name} given away`,
      () =>
        new Engine({ ...good, memory: { ...good.memory, [name]: detached().buffer } }, () => {}),
    )
  }
  refused(
    'a head beyond the memory',
    () => new Engine({ ...good, limits: { ...limits, headBytesMax: 2 ** 30 } }, () => {}),
  )
}

const methods = [
  'driver',
  'listen',
  'install',
  'block',
  'answerAway',
  'takeBody',
  'rejection',
  'countRejection',
  'rejectAway',
  'flushLate',
  'beginStream',
  'writeStream',
  'endStream',
  'readBody',
  'holdBody',
  'putInterim',
  'upgrade',
  'remoteAddress',
  'tls',
  'peerCertificate',
  'metrics',
  'refusalCode',
]

const isMissing = methods.find((name) => typeof Engine.prototype[name] !== 'function')
if (isMissing) throw new Error(`no method ${isMissing}`)

const calls = (engine) => {
  const anyCall = fc.tuple(fc.constantFrom(...methods), fc.array(odd, { maxLength: 6 }))
  fc.assert(
    fc.property(anyCall, ([name, given]) => {
      // Neither listens anywhere nor ends the engine: that is for the end.
      if (name === 'listen' && typeof given[0] === 'string' && typeof given[1] === 'number') return
      harmless(() => engine[name](...given))
      harmless(() => Engine.prototype[name].call(given[0], ...given))
    }),
    { seed, numRuns: runs },
  )
  const anyRoute = fc.record(
    {
      method: fc.oneof(fc.constantFrom('GET', 'POST'), odd),
      path: fc.oneof(fc.constantFrom('/', '/{a}', '/{a...}', '/a/b'), odd),
      params: fc.oneof(
        fc.array(fc.record({ name: odd, in: odd, kind: odd }, { requiredKeys: [] }), {
          maxLength: 3,
        }),
        odd,
      ),
      body: fc.oneof(
        fc.record({ types: fc.oneof(fc.array(odd, { maxLength: 2 }), odd), bytesMax: odd }),
        odd,
      ),
      replyTypes: odd,
      rules: fc.oneof(fc.record({ fixed: fc.array(odd, { maxLength: 2 }), cors: odd }), odd),
      fixed: fc.oneof(fc.record({ contentType: fc.constant('a/b'), plain: odd, gzip: odd }), odd),
    },
    { requiredKeys: [] },
  )
  fc.assert(
    fc.property(fc.array(anyRoute, { maxLength: 3 }), odd, (routes, rules) => {
      harmless(() => engine.install(routes, rules))
    }),
    { seed, numRuns: runs },
  )
}

const life = async (io) => {
  let stopped = () => {}
  const ended = new Promise((resolve) => {
    stopped = resolve
  })
  const options = optionsOf(io)
  const control = new Int32Array(options.memory.control)
  const notices = new Int32Array(options.memory.notices)
  const engine = new Engine(options, () => {
    for (let i = 0; i < control[1]; i++) if (notices[i * 4] === 5) stopped()
    control[1] = 0
  })
  const other = new Engine(optionsOf(io), () => {})
  calls(engine)
  // What is no id of a context must not come to mean plain text.
  for (const id of [Number.NaN, -2, 0, Number.POSITIVE_INFINITY])
    refused(`the TLS context ${id}`, () => other.listen('127.0.0.1', 0, id))
  const second = harmless(() => other.listen('127.0.0.1', 0, -1))
  if (!(second > 0)) throw new Error('the other engine does not listen')
  engine.shutdown(10)
  harmless(() => engine.shutdown(0))
  harmless(() => engine.shutdown('soon'))
  calls(engine)
  await ended
  await new Promise(setImmediate)
  calls(engine)
  harmless(() => engine.shutdown(0))
  other.shutdown(0)
}

constructors()
await life('epoll')
await life('auto')
if (isMainThread) {
  // Engines that nobody used or ended, and a worker that is ended in the midst of its calls.
  for (let i = 0; i < 3; i++) new Engine(optionsOf('auto'), () => {})
  const worker = () =>
    new Worker(new URL(import.meta.url), { workerData: { modules, seed, runs: 20 } })
  const whole = worker()
  await new Promise((resolve, reject) => whole.once('exit', resolve).once('error', reject))
  const cut = worker()
  await new Promise((resolve) => cut.once('online', resolve))
  await cut.terminate()
  console.log('through')
}

// Owns the app that end-to-end tests of the runtime serve: every way a handler can behave, by hand.

const none = { tag: 'test', params: [], body: null, security: [], read: () => {} }
const json = { contentType: 'application/json', write: (value) => JSON.stringify(value) }
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms))

/** Answers at once, later, and not before the client leaves. */
const timely = (make, { seen, log }) => [
  make('hello', 'GET', '/hello', (_, op) => op.reply(200, { hello: 'world' })),
  make('later', 'GET', '/later', async (_, op) => {
    await wait(1)
    return op.reply(200, { later: true })
  }),
  make(
    'slow',
    'GET',
    '/slow/{ms}',
    async ({ path, state }, op) => {
      seen.push('slow began')
      log.info('slow began')
      await wait(path.ms)
      return op.reply(200, { slow: path.ms, disposed: state.disposed })
    },
    {
      params: [{ name: 'ms', in: 'path', kind: 'integer', required: true }],
      read: (raw, context) => {
        context.path = { ms: raw.number(0) }
      },
    },
  ),
  make('aborted', 'GET', '/aborted', async (context, op) => {
    await wait(1)
    const { signal } = context
    seen.push('waiting')
    await new Promise((resolve) => signal.addEventListener('abort', resolve))
    seen.push('aborted')
    return op.reply(200, {})
  }),
]

/** Parameters and bodies. */
const checked = (make) => [
  make('getPet', 'GET', '/pets/{petId}', ({ path }, op) => op.reply(200, path), {
    params: [{ name: 'petId', in: 'path', kind: 'integer', required: true }],
    read: (raw, context, issues) => {
      const petId = raw.number(0)
      if (petId < 1) {
        issues.place = 'path'
        const from = issues.count
        issues.add('minimum', 'must be >= 1')
        issues.within(from, 'petId')
      }
      context.path = { petId }
    },
  }),
  make('addPet', 'POST', '/pets', ({ body }, op) => op.reply(200, body), {
    body: { required: true, types: ['application/json'] },
    read: (raw, context) => {
      context.body = raw.json()
    },
  }),
]

/** Behind hooks of `security`. */
const secured = (make) => [
  make(
    'secret',
    'POST',
    '/secret',
    ({ principal, body }, op) => op.reply(200, { principal, body }),
    {
      body: { required: true, types: ['application/json'] },
      security: [[{ scheme: 'bearer', scopes: [] }]],
      read: (raw, context) => {
        context.body = raw.json()
      },
    },
  ),
  make(
    'secretLater',
    'POST',
    '/secret-later',
    ({ principal, body }, op) => op.reply(200, { principal, body }),
    {
      body: { required: true, types: ['application/json'] },
      security: [[{ scheme: 'later', scopes: [] }]],
      read: (raw, context) => {
        context.body = raw.json()
      },
    },
  ),
  make('unhooked', 'GET', '/unhooked', (_, op) => op.reply(200, {}), {
    security: [[{ scheme: 'nobody', scopes: [] }]],
  }),
]

/** Everything a handler can do wrong. */
const failing = (make) => [
  make('throws', 'GET', '/throws', () => {
    throw new Error('secret cause')
  }),
  make('rejects', 'GET', '/rejects', async () => {
    await wait(1)
    throw new Error('secret cause')
  }),
  make('nothing', 'GET', '/nothing', async () => undefined),
  make('never', 'GET', '/never', () => new Promise(() => {})),
  make('stray', 'GET', '/stray', (_, op) => {
    setImmediate(() => {
      throw new Error('stray throw')
    })
    Promise.reject(new Error('stray rejection'))
    return op.reply(200, {})
  }),
  make('badHeader', 'GET', '/bad-header', (_, op) =>
    op.reply(200, {}, { headers: { 'x-a': 'b\r\nset-cookie: c=d' } }),
  ),
  make('badHeaderSoon', 'GET', '/bad-header-soon', async (_, op) =>
    op.reply(200, {}, { headers: { 'x-a': 'b\r\nset-cookie: c=d' } }),
  ),
  make('badHeaderLater', 'GET', '/bad-header-later', async (_, op) => {
    await wait(1)
    return op.reply(200, {}, { headers: { 'x a': 'b' } })
  }),
  make(
    'breaksOff',
    'GET',
    '/breaks-off',
    (_, op) =>
      op.reply(
        200,
        (async function* () {
          yield 'begun'
          await wait(1)
          throw new Error('secret cause')
        })(),
      ),
    { replies: { 200: { contentType: 'text/plain', write: (pieces) => pieces } } },
  ),
]

/** Handlers that log and make spans. */
const observed = (make, { log, observe }) => [
  make('logs', 'GET', '/logs', ({ header }, op) => {
    log.info({ headers: { authorization: header('authorization') } }, 'handled')
    return op.reply(200, {})
  }),
  make('client', 'GET', '/client', async (_, op) => {
    const { withSpan } = await observe()
    const answer = await withSpan(
      'eth_call',
      { kind: 'client', attributes: { chain: 31337 } },
      async () => {
        await wait(1)
        log.info('inside the call')
        return 5
      },
    )
    return op.reply(200, { answer })
  }),
]

const securitySchemes = {
  bearer: { type: 'http', scheme: 'bearer' },
  later: { type: 'apiKey', in: 'header', name: 'x-key' },
  nobody: { type: 'http', scheme: 'basic' },
}

const security = {
  bearer: ({ token }) => (token === 'good' ? { user: 'ann' } : null),
  later: async ({ key }) => {
    await wait(1)
    return key === 'good' ? 'bob' : null
  },
}

/**
 * `runtime` is `@nexusrt/runtime` from source or built; `seen` collects what handlers and state did.
 */
export const makeApp = (runtime, seen = [], options = {}) => {
  const { operation, defineApp, log } = runtime
  const make = (id, method, path, handle, more = {}) => {
    const op = operation({ ...none, replies: { 200: json, 404: json }, id, method, path, ...more })
    return op.handler((context) => handle(context, op))
  }
  const handlers = [
    ...timely(make, { seen, log }),
    ...checked(make),
    ...secured(make),
    ...failing(make),
    ...observed(make, { log, observe: options.observe }),
    operation({ ...none, replies: {}, id: 'stub', method: 'GET', path: '/stub' }).stub(),
  ]
  return defineApp({
    title: 'Fixture',
    version: '1.2.3',
    config: options.config ?? {},
    routes: options.routes ?? [],
    ...(options.openContracts ? { openContracts: options.openContracts } : {}),
    handlers,
    createState: () => {
      seen.push('created')
      return { disposed: false }
    },
    disposeState: (state) => {
      state.disposed = true
      seen.push('disposed')
    },
    securitySchemes,
    security,
  })
}

// Owns the cases of routes, middleware and URLs by hand: a line after `// error: TSxxxx` must fail with that code.

import {
  attribute,
  extract,
  fromAttribute,
  fromForm,
  fromJson,
  fromMatrix,
  fromPath,
  fromQuery,
  fromState,
  integer,
  list,
  oneOf,
  optional,
  respond,
  route,
  text,
  uriTemplate,
} from '../../../runtime/src/http/index.js'
import { type AppExtensions, operation } from '../../../runtime/src/index.js'
import { etag, type Middleware } from '../../../runtime/src/middleware/index.js'

interface State {
  readonly pets: readonly string[]
}

const user = attribute<{ name: string }>('user')
const handle = () => respond(204).empty()

export const good = route(
  'GET',
  '/pets/{petId}/toys/{toy}',
  {
    petId: fromPath('petId', integer()),
    size: fromMatrix('toy', 'size').optional(),
    order: fromQuery('order', oneOf('up', 'down')).default('up'),
    tags: fromQuery('tag', list(text())).optional(),
    pets: fromState((state: State) => state.pets),
    user: fromAttribute(user),
  },
  ({ petId, size, order, tags, pets, user }, { signal }) =>
    respond(200).json([
      petId.toFixed(),
      size?.length,
      order === 'up',
      tags?.[0],
      pets[0],
      user.name,
      signal,
    ]),
)

export const form = route(
  'POST',
  '/pets',
  { form: fromForm({ name: text(), age: optional(integer()), tag: optional(text(), 'x') }) },
  ({ form }) => respond(200).json([form.name.length, form.age?.toFixed(), form.tag.length]),
)

// error: TS2322
route('GET', '/pets/{petId}', { id: fromPath('id') }, handle)
// error: TS2322
route('GET', '/pets/{petId}', { id: fromMatrix('pet', 'size') }, handle)
// error: TS2339
route('GET', '/a/{id}', { id: fromPath('id', integer()) }, ({ id }) => respond(200).text(id.length))
// error: TS2345
fromQuery('order', oneOf('up', 'down')).default('left')
// error: TS18048
route('GET', '/a', { q: fromQuery('q').optional() }, ({ q }) => respond(200).text(q.trim()))
// error: TS18046
route('POST', '/a', { body: fromJson() }, ({ body }) => respond(200).text(body.name))
// error: TS2322
route('GET', '/a', {}, () => 'text')
export const wrongState: Middleware<State> = (context, next) => {
  // error: TS2339
  context.state.pets.push('x')
  return next()
}

interface Types {
  path: { petId: number }
  query: { limit: number; tag?: string | undefined }
  headers: Record<never, never>
  cookies: Record<never, never>
  body: undefined
  state: State
  contracts: undefined
  principal: undefined
  replies: { 200: { body: string; headers: Record<never, never> } }
  problems: never
}

const op = operation<Types>({} as never)
export const url: string = op.url({ path: { petId: 7 }, query: { limit: 5 } })
// error: TS2554
op.url()
// error: TS2322
op.url({ path: { petId: 'x' } })
// error: TS2561
op.url({ path: { petId: 7 }, query: { limt: 5 } })
export const replies = op.handler(({ signal, attributes }) =>
  signal.aborted
    ? respond(503).empty()
    : op.reply(200, attributes.require(user).name).withCookie('a', 'b'),
)

type Extensions = AppExtensions<State, 'audit', 'pets', 'getPet'>
const audit: Middleware<State> = (context, next) =>
  context.state.pets.length > 0 ? next() : handle()
export const extensions: Extensions = {
  middleware: {
    app: [audit, etag<State>({ current: ({ state }) => ({ etag: state.pets[0] }) })],
    tags: { pets: [audit] },
    named: { audit },
  },
}
// error: TS2741
export const unnamed: Extensions = { middleware: { named: {} } }
// error: TS2322
export const without: Extensions = {}
// error: TS2561
export const wrongTag: Extensions = { middleware: { named: { audit }, tags: { pet: [audit] } } }
export const wrongId: AppExtensions<State, never, 'pets', 'getPet'> = {
  // error: TS2561
  middleware: { operations: { getPat: [audit] } },
}
export const none: AppExtensions<State> = {}

const template = uriTemplate('/pets{/kind}{?limit,tags*}')
export const expanded: string = template.expand({ kind: 'cat', tags: ['a'] })
// error: TS2561
template.expand({ kinds: 'cat' })
// error: TS2345
extract({} as never, fromPath('id'))

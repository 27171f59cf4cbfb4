// Owns the document of client-styles.test.ts: an operation for every place, style and shape of a parameter `p`, beside
// a parameter `q` that nothing in `p` may reach.

const schemas = {
  scalar: '{ type: string }',
  list: '{ type: array, items: { type: string } }',
  object:
    '{ type: object, required: [R], properties: { R: { type: integer }, G: { type: string } } }',
  open: '{ type: object, additionalProperties: { type: string } }',
} as const

const styles = {
  path: ['simple', 'label', 'matrix'],
  query: ['form', 'spaceDelimited', 'pipeDelimited', 'deepObject'],
  header: ['simple'],
  cookie: ['form', 'cookie'],
} as const

export type Place = keyof typeof styles
export interface Case {
  readonly place: Place
  readonly style: string
  readonly explode: boolean
  readonly shape: keyof typeof schemas
  readonly allowReserved?: true
}

const plain: readonly Case[] = (Object.keys(styles) as Place[]).flatMap((place) =>
  styles[place].flatMap((style) =>
    (['scalar', 'list', 'object', 'open'] as const).flatMap((shape) =>
      [false, true]
        // What deepObject does with anything else is undefined.
        .filter(
          (explode) =>
            style !== 'deepObject' || (shape !== 'scalar' && shape !== 'list' && explode),
        )
        .map((explode) => ({ place, style, explode, shape })),
    ),
  ),
)

const reserved: readonly Case[] = plain
  .filter(({ place, style }) => place === 'path' || (place === 'query' && style === 'form'))
  .map((each) => ({ ...each, allowReserved: true }))

export const cases = [...plain, ...reserved]

const operation = (each: Case, i: number) => `
  /p${i}${each.place === 'path' ? '/{p}/end' : ''}:
    get:
      operationId: op${i}
      parameters:
        - { name: p, in: ${each.place}, required: true, style: ${each.style}, explode: ${each.explode}, allowReserved: ${each.allowReserved ?? false}, schema: ${schemas[each.shape]} }
        - { name: q, in: ${neighbour(each)}, schema: { type: string } }
      responses: { '200': { description: OK., content: { application/json: {} } } }`

/** Where `q` is: beside `p`, but in a path, where all parameters are required. */
export const neighbour = ({ place }: Case): Place => (place === 'path' ? 'query' : place)

const nested = `{ type: object, properties: { x: { type: integer }, n: { type: object, properties: { y: { type: boolean }, m: { type: object, properties: { z: { type: array, items: { type: integer } } } } } }, l: { type: array, items: { type: integer } }, o: { type: array, items: { type: object, properties: { k: { type: string } } } } } }`

export const document = `
openapi: 3.2.0
info: { title: Styles, version: 1.0.0 }
paths:${cases.map(operation).join('')}
  /names/{$m}:
    get:
      operationId: names
      parameters:
        - { name: $m, in: path, required: true, style: matrix, schema: { type: string } }
        - { name: 'a b&c=d', in: query, schema: { type: string } }
        - { name: '$f[]', in: query, schema: { type: array, items: { type: string } } }
        - { name: "X-!#$'", in: header, schema: { type: string } }
        - { name: '$c^|', in: cookie, schema: { type: string } }
        - { name: '#c', in: cookie, style: cookie, schema: { type: string } }
        - { name: 'c;d', in: cookie, schema: { type: string } }
        - { name: 'c=d', in: cookie, style: cookie, schema: { type: string } }
      responses: { '200': { description: OK., content: { application/json: {} } } }
  /secret:
    get:
      operationId: secret
      security: [{ sid: [] }]
      responses: { '200': { description: OK., content: { application/json: {} } } }
  /deep:
    get:
      operationId: deep
      parameters: [{ name: d, in: query, style: deepObject, explode: true, schema: ${nested} }]
      responses: { '200': { description: OK., content: { application/json: {} } } }
components: { securitySchemes: { sid: { type: apiKey, in: cookie, name: sid } } }
`

/** What handlers and clients call the parameters of a place. */
export const field = { path: 'path', query: 'query', header: 'headers', cookie: 'cookies' } as const
const handler = (name: string, answer: string) => `
import { ${name} as op } from '#generated/operations/${name}'
export const ${name} = op.handler((context) => op.reply(200, ${answer}))`

export const files = Object.fromEntries([
  ...cases.map((each, i) => [
    `src/handlers/default/op${i}.ts`,
    handler(
      `op${i}`,
      `{ value: context.${field[each.place]}.p, q: context.${field[neighbour(each)]}.q }`,
    ),
  ]),
  [
    'src/handlers/default/names.ts',
    handler(
      'names',
      '{ path: context.path, query: context.query, headers: context.headers, cookies: context.cookies }',
    ),
  ],
  [
    'src/handlers/default/deep.ts',
    handler('deep', '{ value: context.query.d, url: op.url({ query: context.query }) }'),
  ],
])

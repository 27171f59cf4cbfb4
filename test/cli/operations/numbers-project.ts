// Owns the document of numbers.test.ts and the handlers that answer it: what comes is sent back.

export const document = `
openapi: 3.1.0
info: { title: Numbers, version: 1.0.0 }
paths:
  /things/{id}:
    post:
      operationId: putThing
      parameters:
        - { name: id, in: path, required: true, schema: { $ref: '#/components/schemas/Id' } }
        - { name: after, in: query, schema: { type: integer, format: int64, default: 9007199254740993 } }
        - { name: ids, in: query, schema: { type: array, items: { type: integer, format: uint64 } } }
        - { name: price, in: query, schema: { $ref: '#/components/schemas/Money' } }
        - { name: X-Big, in: header, schema: { type: integer, format: int64, enum: [1, 9223372036854775807] } }
        - { name: near, in: query, schema: { type: object, properties: { at: { type: integer, format: int64 } } } }
      requestBody:
        required: true
        content: { application/json: { schema: { $ref: '#/components/schemas/Thing' } } }
      responses:
        '200':
          description: What came.
          headers: { X-Id: { schema: { $ref: '#/components/schemas/Id' } } }
          content: { application/json: { schema: { $ref: '#/components/schemas/Echo' } } }
  /total:
    put:
      operationId: putTotal
      requestBody:
        required: true
        content: { application/json: { schema: { type: number, format: decimal } } }
      responses:
        '200': { description: It., content: { application/json: { schema: { type: number, format: decimal } } } }
  /feed:
    get:
      operationId: getFeed
      responses:
        '200': { description: Events., content: { text/event-stream: { schema: { type: object, required: [seat], properties: { seat: { type: integer, format: int64 }, price: { type: number, format: decimal } } } } } }
  /safe/{id}:
    get:
      operationId: getSafe
      parameters: [{ name: id, in: path, required: true, schema: { type: integer } }]
      responses: { '204': { description: Nothing. } }
  /tell:
    post:
      operationId: tell
      requestBody:
        required: true
        content:
          application/json:
            schema:
              type: object
              required: [url, thing]
              properties:
                url: { type: string }
                thing: { $ref: '#/components/schemas/Thing' }
                price: { type: number, format: decimal }
      responses:
        '200': { description: What its receiver said., content: { application/json: { schema: { $ref: '#/components/schemas/Thing' } } } }
        '409': { description: What nobody was told., content: { application/json: {} } }
webhooks:
  moved:
    post:
      parameters:
        - { name: X-Id, in: header, required: true, schema: { $ref: '#/components/schemas/Id' } }
        - { name: prices, in: query, schema: { type: array, items: { $ref: '#/components/schemas/Money' } } }
      requestBody: { required: true, content: { application/json: { schema: { $ref: '#/components/schemas/Thing' } } } }
      responses:
        '200': { description: The thing., content: { application/json: { schema: { $ref: '#/components/schemas/Thing' } } } }
components:
  schemas:
    Id: { type: integer, format: int64 }
    Money: { type: number, format: decimal, minimum: 0, maximum: 9007199254740993.5, multipleOf: 0.0000000000000000001 }
    Thing:
      type: object
      required: [id, price]
      properties:
        id: { $ref: '#/components/schemas/Id' }
        parent: { type: [integer, 'null'], format: int64 }
        big: { type: integer, format: uint64, default: 18446744073709551615 }
        third: { type: integer, format: int64, multipleOf: 3 }
        pair: { type: array, prefixItems: [{ type: string }, { type: number, format: decimal }, { type: string }] }
        named: { type: object, patternProperties: { '^m-': { type: object, properties: { a: { type: number, format: decimal } } }, '-x$': { type: object, properties: { b: { type: number, format: decimal } } } } }
        moody: { type: object, properties: { k: { type: string } }, if: { properties: { k: { const: a } } }, then: { properties: { v: { type: number, format: decimal } } }, else: { properties: { v: { type: string } } } }
        price: { $ref: '#/components/schemas/Money' }
        ratio: { type: number }
        kind: { type: integer, format: int64, enum: [1, 9007199254740993] }
        either: { anyOf: [{ type: integer, format: int64 }, { type: boolean }] }
        low: { allOf: [{ $ref: '#/components/schemas/Id' }], exclusiveMaximum: 9007199254740995 }
        prices: { type: array, uniqueItems: true, items: { type: number, format: decimal } }
        map: { type: object, additionalProperties: { type: integer, format: int64 } }
        whole: { type: object, properties: { n: { type: integer, format: int64 } }, default: { n: 9007199254740993 } }
        amount: { type: string, format: decimal }
    Echo:
      type: object
      required: [thing, id, after]
      properties:
        thing: { $ref: '#/components/schemas/Thing' }
        id: { $ref: '#/components/schemas/Id' }
        after: { type: integer, format: int64 }
        ids: { type: array, items: { type: integer, format: uint64 } }
        price: { $ref: '#/components/schemas/Money' }
        header: { type: integer, format: int64, enum: [1, 9223372036854775807] }
        at: { type: integer, format: int64 }
`

export const handlers = {
  'src/handlers/default/put-thing.ts': `
import { putThing as op } from '#generated/operations/put-thing'
export const putThing = op.handler(({ path, query, headers, body }) =>
  op.reply(200, {
    thing: body,
    id: path.id,
    after: query.after,
    ids: query.ids,
    price: query.price,
    header: headers['x-big'],
    at: query.near?.at,
  }, { headers: { 'x-id': path.id } }),
)
`,
  'src/handlers/default/put-total.ts': `
import { putTotal as op } from '#generated/operations/put-total'
export const putTotal = op.handler(({ body }) => op.reply(200, body))
`,
  'src/state.ts': `
import { createWebhooks } from '@nexusrt/runtime/webhooks'
export const createState = () => ({
  webhooks: createWebhooks({ secret: 'a secret of enough bytes', allowPrivate: true }),
})
`,
  'src/handlers/default/tell.ts': `
import { InvalidMessage } from '@nexusrt/runtime/webhooks'
import { tell as op } from '#generated/operations/tell'
import { moved } from '#generated/webhooks/moved'
export const tell = op.handler(async ({ body: { url, thing, price }, state }) => {
  const prices = [price ?? thing.price, thing.price]
  try {
    const message = { url, headers: { 'x-id': thing.id }, query: { prices }, body: thing }
    const { answer } = await moved.send(state.webhooks, message)
    return op.reply(200, answer?.body ?? thing)
  } catch (error) {
    if (!(error instanceof InvalidMessage)) throw error
    return op.reply(409, error.issues)
  }
})
`,
  'src/handlers/default/get-feed.ts': `
import { getFeed as op } from '#generated/operations/get-feed'
const seat = 9007199254740993n as never
export const getFeed = op.handler(() => op.reply(200, (async function* () { yield { data: { seat } } })()))
`,
  'src/handlers/default/get-safe.ts': `
import { getSafe as op } from '#generated/operations/get-safe'
export const getSafe = op.handler(() => op.reply(204))
`,
}

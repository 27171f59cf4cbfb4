// Handlers as everybody writes them compile: a PATCH merged into what is kept, and a download of one of several types.

import { writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { TypedProjects } from './typed-projects.js'

const projects = new TypedProjects()
afterAll(() => projects.close())

const json = (schema: string): string => `content: { application/json: { schema: ${schema} } }`
const merge = (schema: string): string =>
  `content: { application/merge-patch+json: { schema: ${schema} } }`
const listing = json("{ $ref: '#/components/schemas/Listing' }")

/** One PATCH for each way in which a document may write what is changed. */
const document = `
openapi: 3.1.0
info: { title: Listings, version: 1.0.0 }
paths:
  /named: { patch: { operationId: patchNamed, tags: [all], requestBody: { required: true, ${merge("{ $ref: '#/components/schemas/Change' }")} }, responses: { '200': { description: d, ${listing} } } } }
  /inline: { patch: { operationId: patchInline, tags: [all], requestBody: { required: true, ${json('{ type: object, properties: { title: { type: string }, price: { type: integer } } }')} }, responses: { '200': { description: d, ${listing} } } } }
  /shared: { patch: { operationId: patchShared, tags: [all], requestBody: { required: true, ${json("{ $ref: '#/components/schemas/Fields' }")} }, responses: { '200': { description: d, ${listing} } } } }
  /merged: { patch: { operationId: patchMerged, tags: [all], requestBody: { required: true, ${json("{ allOf: [{ $ref: '#/components/schemas/Fields' }, { type: object, properties: { price: { type: integer } } }] }")} }, responses: { '200': { description: d, ${listing} } } } }
  /asked:
    get:
      operationId: findListing
      tags: [all]
      parameters: [{ name: title, in: query, schema: { type: string } }]
      responses: { '200': { description: d, ${listing} } }
components:
  schemas:
    Fields: { type: object, properties: { title: { type: string }, note: { type: string } } }
    Change: { type: object, properties: { title: { type: string }, note: { type: string }, price: { type: integer } } }
    Listing:
      allOf:
        - $ref: '#/components/schemas/Fields'
        - { type: object, required: [title, price], properties: { title: { type: string }, price: { type: integer } } }
`

const patch = (name: string, module: string): string => `
import { ${name} as op } from '#generated/operations/${module}'
import type { Listing } from '#generated/schemas/listing'

const found: Listing = { title: 'Cabin', price: 80 }

export const ${name} = op.handler(({ body }) => {
  const listing = { ...found, ...body }
  return op.reply(200, listing)
})
`

const ask = `
import { findListing as op } from '#generated/operations/find-listing'

const found = { title: 'Cabin', price: 80 }

export const findListing = op.handler(({ query }) => {
  const note: string | undefined = query.title === undefined ? undefined : op.url({ query: { title: query.title } })
  op.url({ query: { title: note } })
  return op.reply(200, { ...found, ...query, note })
})
`

const photos = `
openapi: 3.1.0
info: { title: Photos, version: 1.0.0 }
paths:
  /photo:
    get:
      operationId: getPhoto
      tags: [all]
      responses:
        '200':
          description: d
          headers: { ETag: { schema: { type: string } } }
          content: { image/png: {}, image/jpeg: {}, application/json: { schema: { type: object, required: [link], properties: { link: { type: string } } } } }
`

const photo = `
import { getPhoto as op } from '#generated/operations/get-photo'

const bytes = new Uint8Array(1)
const isPng = (): boolean => bytes[0] === 0

export const getPhoto = op.handler(() =>
  op.reply(200, bytes, { contentType: isPng() ? 'image/png' : 'image/jpeg', headers: { etag: '"1"' } }),
)
op.handler(() => op.reply(200, { link: '/p' }, { contentType: 'application/json' }))
op.handler(() => op.reply(200, bytes, { contentType: isPng() ? 'image/png' : 'application/json' })) // of bytes is no JSON
op.handler(() => op.reply(200, { link: '/p' }, { contentType: isPng() ? 'image/png' : 'application/json' })) // an object is no image
`

let errors: readonly string[] = []
beforeAll(async () => {
  const merging = await projects.generate('patches', document)
  const choosing = await projects.generate('photos', photos)
  expect([...merging.said, ...choosing.said]).toEqual([])
  const write = (root: string, module: string, text: string): void =>
    writeFileSync(join(dirname(root), `handlers/all/${module}.ts`), text)
  for (const kind of ['named', 'inline', 'shared', 'merged'])
    write(
      merging.root,
      `patch-${kind}`,
      patch(`patch${kind[0]?.toUpperCase()}${kind.slice(1)}`, `patch-${kind}`),
    )
  write(merging.root, 'find-listing', ask)
  write(choosing.root, 'get-photo', photo)
  errors = projects.typeErrors([merging, choosing])
}, 120_000)

test('a merge of what is kept and what was sent is what is kept, and answers may be told undefined', () => {
  expect(errors.filter((error) => error.startsWith('patches/'))).toEqual([])
})

test('an answer may be of one of several types, where each takes the body', () => {
  const lines = photo.split('\n').flatMap((line, i) => (line.includes(' // ') ? [i + 1] : []))
  const found = errors.filter((error) => error.startsWith('photos/'))
  const places = lines.map((line) => `photos/src/handlers/all/get-photo.ts:${line}`)
  expect([...new Set(found.map((error) => error.split(' ')[0]))], found.join('\n')).toEqual(places)
})

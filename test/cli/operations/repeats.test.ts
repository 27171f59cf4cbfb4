// Proves that schemas which branches share are asked once of each value: unions below unions cost their length, not
// 2 to the power of it.

import { afterEach, describe, expect, test } from 'vitest'
import { compile } from '../../../cli/src/pipeline.js'
import type { TestServer } from '../../../runtime/src/testing/index.js'
import { makeProject, type Project } from './project.js'

/** Levels of unions: as many evaluations as 2 to its power would outlast every test. */
const levels = 40

type Shape = (i: number, next: string) => string

const shapes: readonly (readonly [string, Shape])[] = [
  [
    'anyOf in place',
    (i, next) =>
      `{ anyOf: [{ allOf: [${next}], required: [a${i}] }, { allOf: [${next}], required: [b${i}] }] }`,
  ],
  ['oneOf in place', (_, next) => `{ oneOf: [${next}, { allOf: [${next}], required: [zz] }] }`],
  ['allOf twice', (_, next) => `{ allOf: [${next}, { allOf: [${next}], minProperties: 0 }] }`],
  ['not', (_, next) => `{ not: { anyOf: [${next}, { allOf: [${next}], minProperties: 1 }] } }`],
  [
    'a condition',
    (i, next) =>
      `{ if: ${next}, then: ${next}, else: { allOf: [${next}], maxProperties: ${i + 1} } }`,
  ],
  [
    'members of branches',
    (_, next) =>
      `{ anyOf: [{ type: object, properties: { m: ${next} }, required: [p] }, { type: object, properties: { m: ${next} }, required: [q] }] }`,
  ],
  [
    'a member, and any member',
    (_, next) =>
      `{ anyOf: [{ type: object, properties: { m: ${next} }, required: [p] }, { type: object, additionalProperties: ${next}, required: [q] }] }`,
  ],
  [
    'items of branches',
    (_, next) =>
      `{ oneOf: [{ type: array, items: ${next}, maxItems: 0 }, { type: array, items: ${next}, minItems: 9 }] }`,
  ],
]

const documentOf = (shape: Shape): string => `
openapi: 3.1.0
info: { title: Repeats, version: 1.0.0 }
paths:
  /a:
    post:
      operationId: a
      requestBody: { required: true, content: { application/json: { schema: { $ref: '#/components/schemas/L0' } } } }
      responses: { '204': { description: Done. } }
components:
  schemas:
${Array.from({ length: levels }, (_, i) => `    L${i}: ${shape(i, `{ $ref: '#/components/schemas/L${i + 1}' }`)}`).join('\n')}
    L${levels}: { type: object, required: [never], properties: { never: { type: string } } }
`

const handler = `
import { a as op } from '#generated/operations/a'
export const a = op.handler(() => op.reply(204))
`

let project: Project | null = null
let server: TestServer | null = null

afterEach(async () => {
  await server?.close()
  project?.remove()
  project = null
  server = null
})

const asked = async (document: string, ...bodies: readonly unknown[]): Promise<number[]> => {
  project = await makeProject(document, { 'src/handlers/default/a.ts': handler })
  server = await project.start()
  const statuses: number[] = []
  for (const body of bodies) {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`${server.url}/a`, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    })
    await response.text()
    statuses.push(response.status)
  }
  return statuses
}

const nested = (leaf: unknown, wrap: (value: unknown) => unknown): unknown =>
  Array.from({ length: levels }).reduce(wrap, leaf)

const bodies: Readonly<Record<string, unknown>> = {
  'members of branches': nested({}, (m) => ({ m })),
  'a member, and any member': nested({}, (m) => ({ m })),
  'items of branches': nested({}, (item) => [item]),
}

describe('unions below unions', () => {
  test.each(shapes)('%s', async (name, shape) => {
    const [status] = await asked(documentOf(shape), bodies[name] ?? {})
    expect([204, 400]).toContain(status)
  })

  test('of a schema that holds itself', async () => {
    const document = documentOf(() => '{ type: string }').replace(
      /L0: .*/,
      "L0: { anyOf: [{ type: object, properties: { m: { $ref: '#/components/schemas/L0' } }, required: [p], additionalProperties: false }, { type: object, properties: { m: { $ref: '#/components/schemas/L0' }, d: { type: integer, default: 7 } }, additionalProperties: false }] }",
    )
    const good = nested({}, (m) => ({ m }))
    const bad = nested({ x: 1 }, (m) => ({ m }))
    expect(
      await asked(
        document,
        good,
        bad,
        good,
        nested({ d: 'x' }, (m) => ({ m })),
      ),
    ).toEqual([204, 400, 204, 400])
  })
})

test('an `unevaluated...` above them is refused', async () => {
  const document = documentOf((i, next) =>
    i === 0
      ? `{ allOf: [${next}], unevaluatedProperties: false }`
      : `{ anyOf: [{ allOf: [${next}], required: [a] }, { allOf: [${next}], required: [b] }] }`,
  )
  project = await makeProject(document, {})
  const errors = project.diagnostics.filter(({ severity }) => severity === 'error')
  expect(errors.map(({ code, at }) => `${code} ${at?.pointer}`)).toEqual([
    expect.stringMatching(/^NX4054 \/components\/schemas\/L\d+$/),
  ])
})

test('documents without such unions have nothing of it', async () => {
  const document = documentOf((_, next) => `{ type: object, properties: { m: ${next} } }`)
  project = await makeProject(document, {})
  const { files } = await compile({
    projectDir: project.dir,
    openapi: 'specs/api.yaml',
    contracts: [],
  })
  expect(files.some(({ text }) => text.includes('issues.recall'))).toBe(false)
  expect(files.length).toBeGreaterThan(0)
})

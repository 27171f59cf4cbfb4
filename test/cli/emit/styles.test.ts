// Keeps documents as real APIs write them compiling: each is generated without an error, and its project
// type-checks under `strict`. `npm run specs -- specs/styles` serves them too.

import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { TypedProjects } from './typed-projects.js'

const styles = resolve('specs/styles')
const projects = new TypedProjects()
afterAll(() => projects.close())

test('every style compiles, and what is generated type-checks', { timeout: 180_000 }, async () => {
  const made = []
  for (const name of readdirSync(styles).sort())
    made.push(await projects.generate(name, readFileSync(join(styles, name), 'utf8')))
  made.push(await projects.generate('very-wide', JSON.stringify(veryWide)))
  expect(made.flatMap(({ said }) => said)).toEqual([])
  expect(projects.typeErrors(made)).toEqual([])
})

/** An object of more members than the type checker follows in one function body. */
const wide = {
  type: 'object',
  properties: Object.fromEntries(
    Array.from({ length: 900 }, (_, i) => [
      `member${i}`,
      { type: i % 2 === 0 ? 'string' : 'integer' },
    ]),
  ),
}
const json = { 'application/json': { schema: { $ref: '#/components/schemas/Wide' } } }
const veryWide = {
  openapi: '3.1.0',
  info: { title: 't', version: 'v' },
  paths: {
    '/wide': {
      put: {
        requestBody: { content: json },
        responses: { 200: { description: 'd', content: json } },
      },
    },
  },
  components: { schemas: { Wide: wide } },
}

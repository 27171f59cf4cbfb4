// Proves that extensions are told: the page lists those that there are, and a misspelt one is warned about wherever
// it stands.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { extensionPlaces } from '../../../cli/src/read/openapi/extension-places.js'
import { compileText, root } from './front.js'

describe('docs/reference/extensions.md', () => {
  const page = readFileSync(join(root, 'docs/reference/extensions.md'), 'utf8')

  it('lists every extension and its places', () => {
    const rows = [...page.matchAll(/^\| `(x-nexus-[a-z-]+)` \| ([^|]+) \|/gm)].map(
      ([, name, places = '']) => [name, places.trim().split(', ')],
    )
    const known = Object.entries(extensionPlaces).map(([name, places]) => [
      name,
      places.filter((place) => !place.startsWith('Swagger')),
    ])
    expect(rows).toEqual(known)
  })

  it('has a part about each', () => {
    const parts = [...page.matchAll(/^## (x-nexus-\S+)$/gm)].map(([, name]) => name)
    expect(parts).toEqual(Object.keys(extensionPlaces))
  })
})

/** A document with `x-nexus-timeot` in one object of each kind. */
const everywhere = `
openapi: 3.1.0
x-nexus-timeot: 1
info: { title: a, version: a, x-nexus-timeot: 1, contact: { x-nexus-timeot: 1 }, license: { name: a, x-nexus-timeot: 1 } }
servers: [{ url: /v1, x-nexus-timeot: 1, variables: {} }]
tags: [{ name: a, x-nexus-timeot: 1 }]
paths:
  x-nexus-timeot: 1
  /a:
    x-nexus-timeot: 1
    post:
      x-nexus-timeot: 1
      tags: [a]
      parameters: [{ name: a, in: query, schema: { type: string, x-nexus-timeot: 1 }, x-nexus-timeot: 1 }]
      requestBody:
        x-nexus-timeot: 1
        content: { application/json: { x-nexus-timeot: 1 } }
      responses:
        x-nexus-timeot: 1
        '204': { description: a, x-nexus-timeot: 1, headers: { A: { schema: {}, x-nexus-timeot: 1 } } }
components:
  x-nexus-timeot: 1
  securitySchemes: { a: { type: http, scheme: bearer, x-nexus-timeot: 1 } }
`

/** The document with all but one of them made another tool's. */
const withOne = (kept: number): string => {
  let index = 0
  return everywhere.replaceAll('x-nexus-timeot', (found) => (index++ === kept ? found : 'x-other'))
}

const places = everywhere.match(/x-nexus-timeot/g)?.length ?? 0

it.each(Array.from({ length: places }, (_, index) => index))(
  'a misspelt extension is told with the one that was meant: place %i',
  (index) => {
    const { diagnostics } = compileText('api.yaml', withOne(index))
    const told = diagnostics.filter(({ code }) => code === 'NX2150')
    expect(told.map(({ help }) => help)).toEqual(['did you mean `x-nexus-timeout`?'])
    expect(told[0]?.at?.pointer).toMatch(/x-nexus-timeot$/)
  },
)

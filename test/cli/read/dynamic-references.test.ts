// Dynamic references beyond the golden of their feature: schemas that do not depend on a scope stay one, and scopes
// that multiply are refused by the name of a limit.

import { describe, expect, it } from 'vitest'
import { compileText } from './front.js'

const documentOf = (schemas: object): string =>
  JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'a', version: 'a' },
    components: { schemas },
  })

describe('a schema in several dynamic scopes', () => {
  const page = {
    $id: 'https://example.com/page',
    properties: { items: { $dynamicRef: '#item' }, links: { $ref: '#/$defs/links' } },
    $defs: { any: { $dynamicAnchor: 'item' }, links: { properties: { next: { $ref: 'link' } } } },
  }
  const of = (name: string, type: string) => ({
    $id: `https://example.com/${name}`,
    $defs: { item: { $dynamicAnchor: 'item', type } },
    $ref: 'page',
  })
  const { api, codes } = compileText(
    'api.json',
    documentOf({
      Page: page,
      Link: { $id: 'https://example.com/link', type: 'string' },
      Names: of('names', 'string'),
      Numbers: of('numbers', 'number'),
    }),
  )
  const pointers = [...(api?.schemas.keys() ?? [])].map((id) => id.replace('api.json#', ''))

  it('is one schema for each meaning, and one where its scope means nothing', () => {
    const count = (start: string) => pointers.filter((each) => each.startsWith(start)).length
    expect(codes).not.toContain('NX1020')
    expect(pointers.filter((each) => /Page(~|$)/.test(each))).toHaveLength(3)
    expect(count('/components/schemas/Page/$defs/links')).toBe(1)
    expect(count('/components/schemas/Link')).toBe(1)
  })

  it('leads to what the outermost resource calls by the name', () => {
    const typesOf = (name: string): unknown => {
      const [part] = api?.schemas.get(`api.json#/components/schemas/${name}`)?.allOf ?? []
      const items = api?.schemas.get(part ?? '')?.properties[0]
      return api?.schemas.get(items?.schema ?? '')?.types
    }
    expect([typesOf('Names'), typesOf('Numbers')]).toEqual([['string'], ['number']])
  })
})

it('more scopes than anybody means are refused by the name of the limit', () => {
  // Each of 40 resources may be entered or not before the next one: 2^40 sets of targets.
  const steps = Array.from({ length: 40 }, (_, index) => [
    [
      `A${index}`,
      {
        $id: `https://example.com/a${index}`,
        $defs: { one: { $dynamicAnchor: `n${index}` } },
        allOf: [{ $ref: `b${index + 1}` }],
      },
    ],
    [
      `B${index}`,
      {
        $id: `https://example.com/b${index}`,
        anyOf: [{ $ref: `a${index}` }, { $ref: `b${index + 1}` }],
      },
    ],
  ])
  const last = {
    $id: 'https://example.com/b40',
    $dynamicRef: '#n0',
    $defs: { n: { $dynamicAnchor: 'n0' } },
  }
  const { diagnostics } = compileText(
    'api.json',
    documentOf({ ...Object.fromEntries(steps.flat()), Last: last }),
  )
  const [first] = diagnostics.filter(({ code }) => code === 'NX1020')
  expect(first?.message).toContain('limit dynamicScopesMax')
  expect(first?.at?.pointer).toContain('/components/schemas/')
})

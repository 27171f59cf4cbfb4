// Proves that what requests may hold can be answered: a body that the generated reader takes is written by the generated
// writer as the same value, digit by digit, whatever keyword describes it.

import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { RawRequest } from '../../../runtime/src/http/raw-request.js'
import { Issues } from '../../../runtime/src/validate/issues.js'
import { compileDocument, definitionOf, documentOf, evaluate, jsonReaderOf } from './evaluate.js'
import { bodyOf, exactSchemas } from './exact-schemas.js'

const schemas = { int64: 'bigint', decimal: 'string', impliedTypes: false } as const

/** What becomes of a body; null where the request is refused. */
type Echo = (text: string) => { readonly body: unknown; readonly written: string } | null

/** An echo of each schema; null of one that the compiler refuses. */
const echoesOf = async (all: readonly object[]): Promise<(Echo | null)[]> => {
  const first = await compileDocument(documentOf(all), schemas)
  const refused = new Set(
    first.diagnostics
      .filter(({ severity }) => severity === 'error')
      .map(({ at }) => Number(/^\/components\/schemas\/S(\d+)/.exec(at?.pointer ?? '')?.[1])),
  )
  const used = all.map((schema, i) => (refused.has(i) ? {} : schema))
  const result = refused.size === 0 ? first : await compileDocument(documentOf(used), schemas)
  expect(result.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  const modules = await evaluate(result.files)
  const parse = jsonReaderOf(modules)
  return all.map((_, i) => {
    if (refused.has(i)) return null
    const { read, replies } = definitionOf(modules, `operations/op${i}`)
    return (text) => {
      const issues = new Issues()
      const context = { path: {}, query: {}, headers: {}, cookies: {}, body: undefined as unknown }
      read({ json: () => parse(text), bodyText: () => text } as RawRequest, context, issues)
      if (issues.count > 0) return null
      return { body: context.body, written: writtenBy(replies, context.body) }
    }
  })
}

const writtenBy = (replies: ReturnType<typeof definitionOf>['replies'], body: unknown): string => {
  try {
    return String(replies['200']?.write?.(body as never))
  } catch (error) {
    return `throws ${String(error)}`
  }
}

/** JSON whose numbers are told by their digits. */
const withDigits = (text: string): unknown => {
  try {
    return JSON.parse(
      text.replace(/"(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*/g, (token) =>
        token.startsWith('"') ? token : `{"number":"${token}"}`,
      ),
    )
  } catch {
    return text
  }
}

/** Digits count, but where the handler saw a double. */
const isSameAs = (sent: unknown, written: unknown, seen: unknown): boolean => {
  const a = Object(sent) as Record<string, unknown>
  const b = Object(written) as Record<string, unknown>
  if (typeof seen === 'number' && 'number' in b) return Number(b['number']) === Number(a['number'])
  if (typeof sent !== 'object' || sent === null) return sent === written
  if (typeof seen !== 'object' || seen === null) return isDeepStrictEqual(sent, written)
  const names = Object.keys(a)
  if (Array.isArray(sent) !== Array.isArray(written) || names.length !== Object.keys(b).length)
    return false
  const inner = seen as Record<string, unknown>
  return names.every((name) => isSameAs(a[name], b[name], inner[name]))
}

describe('a body that is taken is written as the same value', () => {
  test('where a member is of several schemas', { timeout: 60_000 }, async () => {
    const decimal = { type: 'number', format: 'decimal' }
    const k = { enum: ['a', 'b'] }
    const choose = (then: object, other: object, required: string[] = []) =>
      Object.fromEntries([
        ['type', 'object'],
        ['properties', { k }],
        ['required', required],
        ['if', { properties: { k: { const: 'a' } } }],
        ['then', { properties: { v: then } }],
        ['else', { properties: { v: other } }],
      ])
    const object = (v: object) => ({ type: 'object', properties: { v } })
    const cases: readonly (readonly [object, readonly string[]])[] = [
      [
        choose(decimal, { type: 'string' }, ['k']),
        ['{"k":"b","v":"s"}', '{"k":"a","v":12345678901234567.89}', '{"k":"b","v":"1 5"}'],
      ],
      [choose(decimal, { type: 'boolean' }), ['{"k":"b","v":true}', '{"v":1.5}']],
      [{ anyOf: [object(decimal), object({ type: 'string' })] }, ['{"v":1.5}', '{"v":"s"}']],
      [
        { ...object({ type: ['number', 'string'] }), dependentSchemas: { d: object(decimal) } },
        ['{"v":1.5}', '{"v":"s"}'],
      ],
      [
        { ...object({ type: 'string' }), unevaluatedProperties: decimal },
        ['{"v":"1.5","o":12345678901234567.89}'],
      ],
      [
        { type: 'array', prefixItems: [{ type: 'boolean' }], unevaluatedItems: decimal },
        ['[true,12345678901234567.89,0.1]'],
      ],
      [
        { ...choose({ type: 'array' }, { type: 'boolean' }), unevaluatedProperties: decimal },
        ['{"k":"a","v":[],"o":12345678901234567.89}', '{"k":"b","v":true,"o":1.5}'],
      ],
      [
        {
          anyOf: [
            { ...object({ enum: ['x'] }), additionalProperties: false },
            { type: 'object', additionalProperties: decimal },
          ],
        },
        ['{"v":"x"}', '{"v":12345678901234567.89}', '{"o":0.1}'],
      ],
      [
        { allOf: [object({ type: 'string' })], unevaluatedProperties: decimal },
        ['{"v":"1.5","o":12345678901234567.89}'],
      ],
      [
        { anyOf: [object({ type: 'string' }), { type: 'string' }], unevaluatedProperties: decimal },
        ['{"v":"1.5","o":12345678901234567.89}', '"1.5"'],
      ],
      [{ unevaluatedProperties: decimal }, ['{"o":12345678901234567.89}', '"1.5"', '[true]']],
      [
        {
          allOf: [{ type: 'array', prefixItems: [{ type: 'boolean' }] }],
          unevaluatedItems: decimal,
        },
        ['[true,12345678901234567.89]'],
      ],
      [
        { allOf: [{ prefixItems: [{ type: 'string' }] }], unevaluatedItems: decimal },
        ['["1.5x",12345678901234567.89]'],
      ],
      [
        { type: 'array', prefixItems: [decimal, { type: 'string' }], items: decimal },
        ['[1.5,"1.5",12345678901234567.89]', '[1.5]'],
      ],
      [
        { type: 'array', prefixItems: [{ type: 'string' }, decimal], minItems: 2, maxItems: 2 },
        ['["1.5",12345678901234567.89]'],
      ],
      [
        {
          allOf: [
            { type: 'array', prefixItems: [{ type: 'string' }] },
            { type: 'array', prefixItems: [{}, decimal] },
          ],
        },
        ['["1.5",12345678901234567.89,null]'],
      ],
      [
        {
          oneOf: [
            { type: 'array', prefixItems: [{ const: 'a' }, decimal], minItems: 2 },
            { type: 'array', prefixItems: [{ const: 'b' }, { type: 'boolean' }], minItems: 2 },
          ],
        },
        ['["a",12345678901234567.89]', '["b",true]'],
      ],
      [
        {
          type: 'object',
          properties: { xa: object({ type: 'string' }) },
          patternProperties: {
            '^x': { type: 'object', properties: { m: decimal } },
            b$: { type: 'object', properties: { n: decimal } },
          },
        },
        [
          '{"xa":{"v":"1.5","m":1.5}}',
          '{"xb":{"m":12345678901234567.89,"n":1.5},"xc":{"m":1.5},"b":{"n":1.5}}',
        ],
      ],
      [{ enum: [1, 9007199254740993n, null, 'x'] }, ['1', '9007199254740993', 'null', '"x"']],
      [{ enum: ['x', true, 9007199254740993n] }, ['9007199254740993', 'true', '"x"']],
    ]
    const echoes = await echoesOf(cases.map(([schema]) => schema))
    const found = cases.map(([, bodies], i) => bodies.map((body) => echoes[i]?.(body)?.written))
    expect(found).toEqual(cases.map(([, bodies]) => bodies))
  })

  test('of schemas with every keyword', { timeout: 120_000 }, async () => {
    const count = Number(process.env['ROUND_TRIPS'] ?? 120)
    const seed = Number(process.env['ROUND_TRIPS_SEED'] ?? 20_261)
    const all = fc.sample(exactSchemas, { numRuns: count, seed })
    const echoes = await echoesOf(all)
    const random = fc.sample(fc.infiniteStream(fc.nat(1_000_000)), { numRuns: 1, seed })[0]
    const pick = <T>(from: readonly T[]): T => from[(random?.next().value ?? 0) % from.length] as T
    let taken = 0
    const differences = all.flatMap((schema, i) => {
      const echo = echoes[i]
      if (!echo) return []
      return Array.from({ length: 20 }, () => bodyOf(schema, pick)).flatMap((body) => {
        const found = echo(body)
        if (found === null) return []
        taken++
        const isSame = isSameAs(withDigits(body), withDigits(found.written), found.body)
        return isSame ? [] : [{ schema: JSON.stringify(schema), body, written: found.written }]
      })
    })
    expect(taken).toBeGreaterThan(count * 3)
    expect(differences.slice(0, 5)).toEqual([])
  })
})

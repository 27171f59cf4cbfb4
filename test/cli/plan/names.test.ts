// Proves that names depend on what they name, not on order or company.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  assignNames,
  type Claim,
  fileName,
  typeName,
  valueName,
} from '../../../cli/src/plan/names.js'
import { compileDocument } from '../emit/evaluate.js'

describe('single names', () => {
  test.each([
    ['Pet', 'Pet'],
    ['full-repository', 'FullRepository'],
    ['APIKey', 'APIKey'],
    ['pet_store.v1/Pet', 'PetStoreV1Pet'],
    ['Array', 'ArraySchema'],
    ['2fa', 'Schema2fa'],
    ['Größe', 'Große_'],
    ['__proto__', 'Proto'],
  ])('type %s is %s', (text, expected) => {
    expect(typeName(text)).toMatch(new RegExp(`^${expected === 'Große_' ? 'Gro' : expected}`))
    expect(typeName(text)).toMatch(/^[A-Za-z][A-Za-z0-9_]*$/)
  })

  test.each([
    ['getPet', 'getPet'],
    ['GetPet', 'getPet'],
    ['repos/list-commits', 'reposListCommits'],
    ['delete', 'deleteOperation'],
    ['URLShort', 'urlShort'],
  ])('value %s is %s', (text, expected) => {
    expect(valueName(text)).toBe(expected)
  })

  test('any text gives identifiers and portable file names', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (text) => {
        for (const name of [typeName(text), valueName(text)]) {
          expect(name).toMatch(/^[A-Za-z][A-Za-z0-9_]{0,80}$/)
          expect(fileName(name)).toMatch(/^[a-z][a-z0-9-]{0,120}$/)
        }
      }),
      { numRuns: 500, seed: 3 },
    )
  })

  test('different scripts do not meet', () => {
    expect(typeName('ペット')).not.toBe(typeName('カート'))
    expect(typeName('Pаy')).not.toBe(typeName('Pay'))
  })
})

const claim = fc.record({
  identity: fc.string({ minLength: 1, maxLength: 4 }),
  name: fc.constantFrom('Pet', 'pet', 'PET', 'Store', 'A_b', 'Ab'),
  rank: fc.nat(2),
})
const claims = fc.uniqueArray(claim, { selector: ({ identity }) => identity, maxLength: 12 })

describe('names together', () => {
  test('differ without regard to case, whatever the order', () => {
    fc.assert(
      fc.property(claims, fc.nat(), (list, seed) => {
        const names = assignNames(list)
        const folded = [...names.values()].map((name) => name.toLowerCase().replaceAll('_', ''))
        expect(new Set(folded).size).toBe(list.length)
        const shuffled = [...list].sort((a, b) => (a.identity + seed < b.identity + seed ? 1 : -1))
        expect(new Map([...assignNames(shuffled)].sort())).toEqual(new Map([...names].sort()))
      }),
      { seed: 5 },
    )
  })

  test('a further thing with a name of its own changes nothing', () => {
    fc.assert(
      fc.property(claims, (list) => {
        const more: Claim = { identity: 'new one', name: 'Elsewhere', rank: 0 }
        const before = assignNames(list)
        const after = assignNames([...list, more])
        for (const [identity, name] of before) expect(after.get(identity)).toBe(name)
      }),
      { seed: 6 },
    )
  })
})

interface Operation {
  readonly path: string
  readonly id: string | null
}

const inline = {
  type: 'object',
  required: ['a'],
  properties: {
    a: { type: 'string' },
    b: {
      type: 'object',
      properties: { c: { type: 'integer' }, d: { type: 'string' }, e: { type: 'string' } },
    },
  },
}

const documentOf = (operations: readonly Operation[]) => ({
  openapi: '3.1.0',
  info: { title: 't', version: '1' },
  paths: Object.fromEntries(
    operations.map(({ path, id }) => [
      path,
      {
        post: {
          ...(id === null ? {} : { operationId: id }),
          requestBody: { content: { 'application/json': { schema: inline } } },
          responses: {
            200: { description: 'ok', content: { 'application/json': { schema: inline } } },
          },
        },
      },
    ]),
  ),
})

/** Everything that a user's code can import, by module. */
const exportsOf = async (operations: readonly Operation[]): Promise<Map<string, string[]>> => {
  const { files } = await compileDocument(documentOf(operations))
  return new Map(
    files
      .filter(({ path }) => path.includes('/operations/'))
      .map(({ path, text }) => [
        path,
        [...text.matchAll(/^export (?:type|interface|const) (\w+)/gm)]
          .map((match) => match[1] ?? '')
          .sort(),
      ]),
  )
}

test('permuting and adding operations renames nothing', async () => {
  const operations: Operation[] = [
    { path: '/a', id: 'listAll' },
    { path: '/b/{x}', id: null },
    { path: '/c', id: 'repos/get-one' },
    { path: '/d', id: 'list_all' },
  ].map((entry) => ({ ...entry, path: entry.path.replace('/{x}', '/x') }))
  const before = await exportsOf(operations)
  expect(before.size).toBe(4)
  const permuted = await exportsOf([...operations].reverse())
  expect(new Map([...permuted].sort())).toEqual(new Map([...before].sort()))
  const [lone] = await Promise.all([exportsOf(operations.slice(1, 2))])
  for (const [path, names] of lone) expect(before.get(path)).toEqual(names)
  const more = await exportsOf([{ path: '/0', id: 'another' }, ...operations])
  for (const [path, names] of before) expect(more.get(path)).toEqual(names)
})

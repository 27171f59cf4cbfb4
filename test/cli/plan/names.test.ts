// Proves that names depend on what they name, not on order or company.

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { assignNames, type Claim } from '../../../cli/src/plan/names/assign-names.js'
import { fileName, hashOf, typeName, valueName } from '../../../cli/src/plan/names/names.js'
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
          expect(fileName(name)).toMatch(/^[a-z][a-z0-9-]{0,79}$/)
        }
      }),
      { numRuns: 500, seed: 3 },
    )
  })

  // A million characters are done in one pass: what looks at every rest of them would not end here.
  test('a name of a document takes as long as its text, whatever it is', () => {
    for (const text of ['A'.repeat(1_000_000), 'a'.repeat(1_000_000), '_'.repeat(1_000_000)]) {
      expect(typeName(text).length).toBeLessThan(90)
      expect(fileName(text).length).toBeLessThan(90)
    }
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

/** Ids of operations: some meet in one name, some are too long for a file. */
const operationId = fc.oneof(
  fc.constantFrom(
    'getPet',
    'get-pet',
    'get_pet',
    'GetPet',
    'get',
    'petsGet',
    'pets/get',
    'Pet',
    'delete',
  ),
  fc.string({ unit: fc.constantFrom('a', 'B', '-', '_', 'é', '1'), minLength: 1, maxLength: 8 }),
  fc.constantFrom('x'.repeat(300), 'xY'.repeat(150), 'xY'.repeat(149)),
)
const operationIds = fc.uniqueArray(operationId, { minLength: 1, maxLength: 6 })
const toOperations = (ids: readonly string[]): Operation[] =>
  ids.map((id) => ({ path: `/p${hashOf(id)}`, id }))

const folded = (id: string): string => valueName(id).toLowerCase().replaceAll('_', '')

test('whatever operations are added or moved, a name stays with its operation', async () => {
  await fc.assert(
    fc.asyncProperty(operationIds, operationIds, async (ids, others) => {
      // Two that fold to one name are told apart by a hash, which a warning announces.
      const known = new Set(ids.map(folded))
      const added = others.filter((id) => !ids.includes(id) && !known.has(folded(id)))
      const before = await exportsOf(toOperations(ids))
      const after = await exportsOf(toOperations([...added, ...[...ids].reverse()]))
      for (const [path, names] of before) expect(after.get(path)).toEqual(names)
    }),
    { numRuns: 40, seed: 11 },
  )
})

test('an id that is a name keeps it whatever is added; the other one gets a hash and a warning', async () => {
  const { plan, diagnostics } = await compileDocument(
    documentOf([
      { path: '/a', id: 'get-pet' },
      { path: '/b', id: 'getPet' },
    ]),
  )
  const names = new Map(plan?.api?.operations.map(({ id, name }) => [id, name]))
  expect(names.get('getPet')).toBe('getPet')
  expect(names.get('get-pet')).toMatch(/^getPet_[0-9a-f]{8}$/)
  expect(diagnostics.map(({ code, message }) => [code, message.slice(0, 19)])).toEqual([
    ['NX4006', '`get-pet` is called'],
  ])
})

test('texts of 300 characters make files that every file system takes', async () => {
  const long = 'aB'.repeat(150)
  const document = documentOf([{ path: '/a', id: long }])
  const post = Object.values(document.paths)[0]?.post
  Object.assign(post ?? {}, { tags: [`tag ${long}`] })
  const { files } = await compileDocument(document)
  const parts = files.flatMap(({ path }) => path.split('/'))
  for (const part of parts) expect(Buffer.byteLength(part)).toBeLessThanOrEqual(100)
})

test('a shape that two operations share is called by what they call it', async () => {
  const { files } = await compileDocument(
    documentOf([
      { path: '/a', id: 'one' },
      { path: '/b', id: 'two' },
    ]),
  )
  const shared = files.filter(({ path }) => path.startsWith('src/generated/schemas/'))
  expect(shared.map(({ path }) => path.replace(/[0-9a-f]{8}/, 'HASH'))).toEqual([
    'src/generated/schemas/b-HASH.ts',
    'src/generated/schemas/body-HASH.ts',
  ])
})

describe('schemas of parameters', () => {
  const json = (name: string, property: string) => ({
    name,
    in: 'query',
    content: {
      'application/json': {
        schema: { type: 'object', properties: { [property]: { type: 'string' } } },
      },
    },
  })
  const typesOf = async (shared: readonly object[], own: readonly object[]) => {
    const responses = { 200: { description: 'OK.' } }
    const { files } = await compileDocument({
      openapi: '3.1.0',
      info: { title: 'Names', version: '1' },
      paths: {
        '/hc': { parameters: shared, get: { operationId: 'hc', parameters: own, responses } },
      },
    })
    return files
      .flatMap(({ path, text }) => (path.startsWith('src/generated') ? [text] : []))
      .flatMap((text) => [...text.matchAll(/export interface (\w+) \{\s+(one|two)\?/g)])
      .map(([, name, property]) => `${name} ${property}`)
      .sort()
  }

  test('are named after their own parameter, wherever it stands', async () => {
    expect(await typesOf([json('aaa', 'one')], [json('bbb', 'two')])).toEqual([
      'HcAaa one',
      'HcBbb two',
    ])
  })

  test('keep their names when a parameter is added before them, to the path or to the operation', async () => {
    const added = { name: 'added', in: 'query', schema: { type: 'string' } }
    const all = ['HcAaa one', 'HcBbb two']
    expect(await typesOf([added, json('aaa', 'one')], [json('bbb', 'two')])).toEqual(all)
    expect(await typesOf([json('aaa', 'one')], [added, json('bbb', 'two')])).toEqual(all)
  })
})

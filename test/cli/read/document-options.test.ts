// Overlays, and compiling a part of a document: what is left, and what is said of wishes that nothing fulfils.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type DocumentOptions, documentDefaults } from '../../../cli/src/ir/document-options.js'
import { type CompileResult, compile } from '../../../cli/src/pipeline.js'

let projectDir = ''
beforeAll(() => {
  projectDir = mkdtempSync(join(tmpdir(), 'nexus-options-'))
})
afterAll(() => rmSync(projectDir, { recursive: true, force: true }))

const put = (name: string, value: unknown): string => {
  const file = join(projectDir, name)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, typeof value === 'string' ? value : JSON.stringify(value))
  return name
}

const operation = (operationId: string, tag: string, schema: string) => ({
  operationId,
  tags: [tag],
  responses: {
    200: {
      description: 'd',
      content: { 'application/json': { schema: { $ref: `#/components/schemas/${schema}` } } },
    },
  },
})

const object = (...names: string[]) => ({
  type: 'object',
  properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])),
})

const document = {
  openapi: '3.1.0',
  info: { title: 't', version: '1' },
  paths: {
    '/pets': {
      get: operation('listPets', 'pets', 'Pet'),
      post: operation('addPet', 'pets', 'Pet'),
    },
    '/pets/{id}': {
      get: operation('getPet', 'pets', 'Pet'),
      parameters: [{ $ref: '#/components/parameters/id' }],
    },
    '/shops': { get: operation('listShops', 'shops', 'Shop') },
  },
  components: {
    parameters: { id: { name: 'id', in: 'path', required: true, schema: { type: 'string' } } },
    schemas: { Pet: object('name', 'toy'), Shop: { ...object('name'), contains: 7, 'x-a': 1 } },
  },
}

const run = (
  options: Partial<DocumentOptions>,
  whole: unknown = document,
): Promise<CompileResult> =>
  compile({ projectDir, openapi: put('api.json', whole), contracts: [], document: options })

const ids = ({ program }: CompileResult) =>
  program.api?.operations.map(({ operationId }) => operationId)
const codes = ({ diagnostics }: CompileResult) => diagnostics.map(({ code }) => code)
const include = (wishes: Partial<DocumentOptions['include']>) => ({
  include: { tags: [], paths: [], operationIds: [], ...wishes },
})

describe('a part of a document', () => {
  const { contains: _, ...Shop } = document.components.schemas.Shop
  const sound = {
    ...document,
    components: { ...document.components, schemas: { ...document.components.schemas, Shop } },
  }

  test.each([
    ['a tag', { tags: ['shops'] }, ['listShops']],
    ['a path', { paths: ['/pets'] }, ['listPets', 'addPet']],
    ['the start of a path', { paths: ['/pets*'] }, ['listPets', 'addPet', 'getPet']],
    ['an id', { operationIds: ['getPet'] }, ['getPet']],
    ['any of several', { tags: ['shops'], operationIds: ['getPet'] }, ['getPet', 'listShops']],
  ])('by %s', async (_, wishes, expected) => {
    const result = await run(include(wishes), sound)
    expect(codes(result)).toEqual([])
    expect(ids(result)).toEqual(expected)
  })

  test('has no schema and no file that only the others use', async () => {
    const result = await run(include({ tags: ['shops'] }), sound)
    const schemas = result.files.filter(({ path }) => path.includes('/schemas/'))
    expect(schemas.map(({ path }) => path)).toEqual(['src/generated/schemas/shop.ts'])
    expect([...(result.program.api?.schemas.values() ?? [])].map(({ name }) => name)).toContain(
      'Shop',
    )
    expect([...(result.program.api?.schemas.values() ?? [])].map(({ name }) => name)).not.toContain(
      'Pet',
    )
  })

  test('is named as in the whole', async () => {
    const whole = new Map((await run({}, sound)).files.map(({ path, text }) => [path, text]))
    const part = await run(include({ tags: ['pets'] }), sound)
    for (const { path, text } of part.files.filter(({ path }) =>
      /operations\/|schemas\//.test(path),
    ))
      expect(text).toBe(whole.get(path))
  })

  test('cannot be asked for by what is not there', async () => {
    const result = await run(include({ tags: ['shops', 'pet'], operationIds: ['none'] }), sound)
    const messages = result.diagnostics.map(({ code, message }) => `${code} ${message}`)
    expect(messages).toEqual([
      'NX2020 no operation has the tag `pet`',
      'NX2020 no operation has the operationId `none`',
    ])
    expect(result.files).toEqual([])
  })
})

describe('an overlay', () => {
  const overlay = (...actions: unknown[]) =>
    put('overlay.json', { overlay: '1.0.0', info: { title: 'o', version: '1' }, actions })

  test('updates, adds and removes, in the order of its actions', async () => {
    const file = overlay(
      { target: '$.info', update: { title: 'laid over', 'x-new': 1 } },
      { target: '$.components.schemas.Shop.contains', remove: true },
      { target: "$.paths['/shops']", remove: true },
      { target: '$.paths.*.get', update: { tags: ['read'] } },
      { target: '$.components.schemas.Pet', update: object('age') },
      { target: "$.paths['/pets'].post.tags[0]", remove: true },
    )
    const result = await run({ overlays: [file] })
    expect(codes(result).filter((code) => code !== 'NX2012')).toEqual([])
    expect(result.program.api?.title).toBe('laid over')
    expect(ids(result)).toEqual(['listPets', 'addPet', 'getPet'])
    expect(result.program.api?.operations.map(({ tags }) => tags)).toEqual([
      ['pets', 'read'],
      [],
      ['pets', 'read'],
    ])
    const pet = [...(result.program.api?.schemas.values() ?? [])].find(({ name }) => name === 'Pet')
    expect(pet?.properties.map(({ name }) => name)).toEqual(['name', 'toy', 'age'])
  })

  test('is seen by other files that refer back to the document', async () => {
    const file = overlay({
      target: '$.components.schemas.Pet',
      update: { properties: { added: { type: 'boolean' } } },
    })
    put('parts/reply.json', {
      description: 'ok',
      content: { 'application/json': { schema: { $ref: '../api.json#/components/schemas/Pet' } } },
    })
    const responses = { 200: { $ref: 'parts/reply.json' } }
    const whole = {
      ...document,
      paths: { '/pets': { get: { operationId: 'listPets', responses } } },
      components: { schemas: { Pet: object('name') } },
    }
    const { program, diagnostics } = await run({ overlays: [file] }, whole)
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    const pets = [...(program.api?.schemas.values() ?? [])].filter(({ name }) => name === 'Pet')
    expect(pets.map(({ properties }) => properties.map(({ name }) => name))).toEqual([
      ['name', 'added'],
    ])
  })

  test('that follows another sees what that one did; nothing selected is a warning', async () => {
    const first = put(
      'first.yaml',
      "overlay: 1.0.0\nactions: [{ target: '$.paths', update: { /new: { get: { responses: {} } } } }]",
    )
    const second = put(
      'second.yaml',
      "overlay: 1.0.0\nactions: [{ target: '$.paths[\"/new\"].get', update: { operationId: made } }, { target: '$.none', remove: true }]",
    )
    const whole = {
      ...document,
      components: { ...document.components, schemas: { Pet: object('a'), Shop: object('b') } },
    }
    const result = await run({ overlays: [first, second] }, whole)
    expect(ids(result)).toContain('made')
    const found = result.diagnostics.find(({ code }) => code === 'NX1041')
    expect(found?.at).toEqual({ file: 'second.yaml', pointer: '/actions/1/target' })
  })

  test.each([
    ['no overlay', { actions: [] }, ''],
    ['another version', { overlay: '2.0.0', actions: [{ target: '$', remove: true }] }, '/overlay'],
    ['no actions', { overlay: '1.0.0', actions: [] }, '/actions'],
    ['an action without a target', { overlay: '1.0.0', actions: [{ remove: true }] }, '/actions/0'],
    ['an action that does nothing', { overlay: '1.0.0', actions: [{ target: '$' }] }, '/actions/0'],
    [
      'a target that is no JSONPath',
      { overlay: '1.0.0', actions: [{ target: '$[', remove: true }] },
      '/actions/0/target',
    ],
  ])('with %s is refused where it is wrong', async (_, text, pointer) => {
    const result = await run({ overlays: [put('broken.json', text)] })
    expect(result.diagnostics.map(({ code, at }) => [code, at?.file, at?.pointer])).toEqual([
      ['NX1040', 'broken.json', pointer],
    ])
    expect(result.files).toEqual([])
  })

  test.each([
    ['each doubling the document', '$.info..*', (i: number) => ({ [`x${i}`]: {} }), 'nodesMax'],
    ['selecting ways without end', '$..*..*..*..*..*..*', () => ({ 'x-a': 1 }), 'targetStepsMax'],
    ['each nesting deeper', '$.info..n', () => ({ n: {} }), 'nestingDepthMax'],
  ])('of 100 actions, %s, is refused by name', async (_, target, update, limit) => {
    const range = Array.from({ length: 100 }, (_, i) => i)
    const file = overlay(
      { target: '$.info', update: { n: {}, a: { a: { a: { a: { a: { a: {} } } } } } } },
      ...range.map((i) => ({ target, update: update(i) })),
    )
    const options = { overlays: [file], limits: { nodesMax: 20_000, nestingDepthMax: 60 } }
    const { diagnostics } = await run(options)
    expect(
      diagnostics.map(({ code, message }) => [code, /limit (\w+)/.exec(message)?.[1]]),
    ).toEqual([['NX1020', limit]])
  })

  test('matches texts in linear time, and nothing by what cannot be', async () => {
    const backtracking = '(a|a)*b'
    const file = overlay(
      { target: `$[?match(@.title, '${backtracking}')]`, remove: true },
      { target: `$[?search(@.title, '(a)\\\\1')]`, remove: true },
      { target: `$[?match(@.title, 'a+')]`, update: { version: '2' } },
      { target: `$[?match(@.title, 'a')]`, update: { version: '3' } },
    )
    const whole = { ...document, info: { title: 'a'.repeat(60), version: '1' } }
    const result = await run({ overlays: [file] }, whole)
    expect(result.program.api?.version).toBe('2')
    expect(codes(result).filter((code) => code === 'NX1041')).toHaveLength(3)
  })

  test('changes one place where YAML shares it with another', async () => {
    const file = overlay({ target: '$.components.schemas.B', update: { title: 'b' } })
    put(
      'shared.yaml',
      "openapi: 3.1.0\ninfo: { title: t, version: '1' }\npaths: {}\ncomponents: { schemas: { A: &a { type: string }, B: *a } }\n",
    )
    const document = { ...documentDefaults, overlays: [file] }
    const { program } = await compile({
      projectDir,
      openapi: 'shared.yaml',
      contracts: [],
      document,
    })
    expect(
      [...(program.api?.schemas.values() ?? [])].map(({ name, title }) => [name, title]),
    ).toEqual([
      ['A', null],
      ['B', 'b'],
    ])
  })

  test('cannot reach a prototype', async () => {
    const file = put(
      'proto.json',
      '{"overlay":"1.0.0","actions":[{"target":"$.info","update":{"__proto__":{"polluted":1}}}]}',
    )
    await run({ overlays: [file] })
    expect({}).not.toHaveProperty('polluted')
  })
})

describe('folders that stand for URLs', () => {
  const remote = {
    ...documentDefaults.remote,
    folders: [{ url: 'https://schemas.example.com/v1', folder: 'vendored' }],
  }
  const documentWith = ($ref: string) => ({
    openapi: '3.1.0',
    info: { title: 't', version: 'v' },
    paths: {},
    components: { schemas: { A: { $id: 'https://schemas.example.com/v1/a/b', items: { $ref } } } },
  })
  const compiled = ($ref: string) => {
    put('specs/api.json', documentWith($ref))
    put('vendored/types/name.yaml', 'properties: { size: { $ref: /v1/types/size.yaml } }')
    put('vendored/types/size.yaml', 'type: integer')
    return compile({ projectDir, openapi: 'specs/api.json', contracts: [], document: { remote } })
  }
  const codesOf = async (ref: string) => (await compiled(ref)).diagnostics.map(({ code }) => code)

  test('give what is below the URL, by `$id` and by their own paths', async () => {
    const { program, diagnostics } = await compiled('../types/name.yaml')
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    expect(program.api?.schemas.get('vendored/types/size.yaml#')?.types).toEqual(['integer'])
  })

  test('give nothing beside the URL, and nothing outside of the folder', async () => {
    expect(await codesOf('https://schemas.example.com/v10/types/name.yaml')).toContain('NX1031')
    expect(
      await codesOf('https://schemas.example.com/v1/%2e%2e%2f%2e%2e%2fspecs/api.json'),
    ).toContain('NX1030')
    expect(await codesOf('https://schemas.example.com/v1/none.yaml')).toContain('NX1001')
  })
})

// Overlays of documents whose paths lie in files of their own.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { documentDefaults } from '../../../cli/src/ir/document-options.js'
import { type CompileResult, compile } from '../../../cli/src/pipeline.js'

let projectDir = ''
beforeAll(() => {
  projectDir = mkdtempSync(join(tmpdir(), 'nexus-overlay-'))
})
afterAll(() => rmSync(projectDir, { recursive: true, force: true }))

const put = (name: string, value: unknown): string => {
  const file = join(projectDir, name)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, JSON.stringify(value))
  return name
}

const overlay = (...actions: unknown[]) =>
  put('overlay.json', { overlay: '1.0.0', info: { title: 'o', version: '1' }, actions })

const run = (overlays: readonly string[], whole: unknown): Promise<CompileResult> => {
  const document = { ...documentDefaults, overlays }
  return compile({ projectDir, openapi: put('api.json', whole), contracts: [], document })
}

const codes = ({ diagnostics }: CompileResult) => diagnostics.map(({ code }) => code)

const object = (...names: string[]) => ({
  type: 'object',
  properties: Object.fromEntries(names.map((name) => [name, { type: 'string' }])),
})

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

describe('an overlay over path items in other files', () => {
  const split = {
    openapi: '3.1.0',
    info: { title: 't', version: '1' },
    paths: {
      '/pets': { $ref: 'paths/pets.json#/collection' },
      '/old': { $ref: 'paths/again.json#/old~1item' },
      '/toys': { $ref: 'paths/pets.json#/toys', post: operation('addToy', 'toys', 'Pet') },
      '/shops': { get: operation('listShops', 'shops', 'Shop') },
    },
    components: { schemas: { Pet: object('name'), Shop: object('name') } },
  }
  const inPaths = (id: string, tag: string) => ({
    operationId: id,
    tags: [tag],
    responses: { 204: { description: 'done' } },
  })
  beforeAll(() => {
    put('paths/pets.json', {
      collection: { get: inPaths('listPets', 'pets'), post: inPaths('addPet', 'pets') },
      toys: { get: inPaths('listToys', 'toys') },
    })
    put('paths/again.json', { 'old/item': { $ref: 'older.json' } })
    put('paths/older.json', { get: inPaths('old', 'pets') })
    put('api-schemas/pet.json', object('name'))
  })

  test('changes what their references lead to; keys beside them win', async () => {
    const file = overlay(
      { target: "$.paths['/pets'].get", update: { summary: 'first' } },
      { target: "$.paths['/pets']", update: { post: { summary: 'second' } } },
      { target: '$.paths.*.get', update: { tags: ['read'] } },
      { target: "$.paths['/toys'].post.tags[0]", remove: true },
      { target: "$.paths['/toys'].get.operationId", update: 'someToys' },
      { target: "$.paths['/old']", remove: true },
    )
    const result = await run([file], split)
    expect(codes(result).filter((code) => code === 'NX1041')).toEqual([])
    const operations = result.program.api?.operations ?? []
    expect(
      operations.map(({ operationId, tags, summary }) => [operationId, tags, summary]),
    ).toEqual([
      ['listPets', ['pets', 'read'], 'first'],
      ['addPet', ['pets'], 'second'],
      ['addToy', [], null],
      ['someToys', ['toys', 'read'], null],
      ['listShops', ['shops', 'read'], null],
    ])
  })

  test('goes on from file to file, also in an overlay that follows', async () => {
    const first = put('first.json', {
      overlay: '1.0.0',
      actions: [{ target: "$.paths['/old'].get.tags", update: 'one' }],
    })
    const second = put('second.json', {
      overlay: '1.0.0',
      actions: [{ target: "$.paths['/old'].get.tags", update: 'two' }],
    })
    const result = await run([first, second], split)
    const old = result.program.api?.operations.find(({ operationId }) => operationId === 'old')
    expect(old?.tags).toEqual(['pets', 'one', 'two'])
  })

  test('leaves it to reading to say what cannot be opened, and once', async () => {
    const paths = { '/none': { $ref: 'paths/none.json' }, '/out': { $ref: '../../out.json' } }
    const file = overlay({ target: '$.info', update: { title: 'new' } })
    const result = await run([file], { ...split, paths })
    const plain = await run([], { ...split, paths })
    expect(codes(plain)).toContain('NX1001')
    expect(codes(result)).toEqual(codes(plain))
  })

  test('names the reference that a target of another place ends at', async () => {
    const file = overlay(
      { target: '$.components.schemas.Pet.properties.name', update: { maxLength: 9 } },
      { target: "$.paths['/shops'].get.responses['200'].content.none", remove: true },
      { target: "$.paths['/pets'].put", remove: true },
      { target: '$.components.schemas.Shop.properties.name.maxLength', remove: true },
    )
    const components = {
      schemas: { ...split.components.schemas, Pet: { $ref: 'api-schemas/pet.json' } },
    }
    const shops = {
      get: {
        ...operation('listShops', 'shops', 'Shop'),
        responses: { 200: { $ref: '#/x-answer' } },
      },
    }
    const paths = { ...split.paths, '/shops': shops }
    const whole = { ...split, paths, components, 'x-answer': { description: 'ok' } }
    const { diagnostics } = await run([file], whole)
    expect(
      diagnostics
        .filter(({ code }) => code === 'NX1041')
        .map(({ message, help }) => [message, help]),
    ).toEqual([
      [
        '`$.components.schemas.Pet.properties.name` selects nothing: `$.components.schemas.Pet` is a `$ref` to api-schemas/pet.json',
        'correct that file itself: an overlay changes the document, and path items that it refers to',
      ],
      [
        "`$.paths['/shops'].get.responses['200'].content.none` selects nothing: `$.paths['/shops'].get.responses['200']` is a `$ref` to #/x-answer",
        'write the target for what it refers to, #/x-answer',
      ],
      ["`$.paths['/pets'].put` selects nothing", 'correct the target, or remove the action'],
      [
        '`$.components.schemas.Shop.properties.name.maxLength` selects nothing',
        'correct the target, or remove the action',
      ],
    ])
  })
})

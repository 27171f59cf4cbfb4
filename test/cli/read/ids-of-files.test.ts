// `$id` of one file as the target of another's `$ref` (JSON Schema 2020-12, 8.2): identifiers resolve within everything
// that was read, in whatever order it is met.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeEach, describe, expect, test } from 'vitest'
import { loadDocument } from '../../../cli/src/load/load-document.js'
import { compile } from '../../../cli/src/pipeline.js'
import { readOpenapi } from '../../../cli/src/read/openapi/document.js'

const projectDir = mkdtempSync(join(tmpdir(), 'nexus-ids-'))
afterAll(() => rmSync(projectDir, { recursive: true, force: true }))

const put = (name: string, text: string) => writeFileSync(join(projectDir, name), text)
const run = () => compile({ projectDir, openapi: 'api.yaml', contracts: [] })

const api = (version: string, schemas: string) => `
openapi: ${version}
info: { title: t, version: v }
paths: {}
components:
  schemas:
${schemas}`

beforeEach(() => {
  put(
    'tree.yaml',
    `$id: https://schemas.example.com/tree
type: object
properties:
  size: { $ref: size }
  colour: { $ref: 'https://schemas.example.com/parts/colour#/$defs/plain' }
$defs:
  size: { $id: size, $anchor: big, type: integer }
`,
  )
  put(
    'colour.yaml',
    `$id: https://schemas.example.com/parts/colour
type: object
$defs: { plain: { type: string, minLength: 3 } }
`,
  )
})

const byPath = `    Paths: { type: object, properties: { tree: { $ref: tree.yaml }, colour: { $ref: colour.yaml } } }`
const byId = `    Ids: { type: object, properties: { tree: { $ref: 'https://schemas.example.com/tree' }, big: { $ref: 'https://schemas.example.com/size#big' } } }`

describe('a `$ref` to the `$id` of another file', () => {
  test.each([
    ['after the file was opened', [byPath, byId]],
    ['before the file was opened', [byId, byPath]],
  ])('finds it %s', async (_, schemas) => {
    put('api.yaml', api('3.1.0', schemas.join('\n')))
    const { program, diagnostics } = await run()
    expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
    const schema = (id: string) => program.api?.schemas.get(id)
    expect(schema('tree.yaml#/$defs/size')?.types).toEqual(['integer'])
    expect(schema('colour.yaml#/$defs/plain')?.minLength).toBe(3)
  })

  test('finds a schema of the root document from another file', async () => {
    put('colour.yaml', `properties: { back: { $ref: 'https://schemas.example.com/home' } }`)
    const home = `    Home: { $id: 'https://schemas.example.com/home', type: boolean }\n    Out: { $ref: colour.yaml }`
    put('api.yaml', api('3.1.0', home))
    expect((await run()).diagnostics.filter(({ severity }) => severity === 'error')).toEqual([])
  })

  test('is refused where no file of the document has it, and nothing is fetched', async () => {
    put('api.yaml', api('3.1.0', `${byPath}\n    X: { $ref: 'https://schemas.example.com/bush' }`))
    const errors = (await run()).diagnostics.filter(({ severity }) => severity === 'error')
    expect(errors.map(({ code, message }) => `${code} ${message}`)).toEqual([
      'NX1031 `$ref` to https://schemas.example.com/bush is not fetched',
    ])
  })

  test('looks through the files once, however many are found nowhere', () => {
    const unknown = Array.from(
      { length: 50 },
      (_, i) => `    U${i}: { $ref: 'https://schemas.example.com/unknown/${i}' }`,
    )
    put('api.yaml', api('3.1.0', [byPath, '    Lost: { $ref: lost.yaml }', ...unknown].join('\n')))
    const { value: document } = loadDocument('api.yaml', { cwd: projectDir })
    if (document === null) throw new Error('is not read')
    const opened: string[] = []
    const { diagnostics } = readOpenapi({
      ...document,
      open: (from, path, uri) => {
        opened.push(path)
        return document.open(from, path, uri)
      },
    })
    expect(opened.filter((path) => path === 'colour.yaml').length).toBeLessThan(5)
    const codes = diagnostics.map(({ code }) => code)
    expect(codes.filter((code) => code === 'NX1031')).toHaveLength(50)
    expect(codes.filter((code) => code === 'NX1001')).toHaveLength(1)
  })

  test('is no identifier in 3.0, whose schemas have none', async () => {
    put('api.yaml', api('3.0.3', [byPath, byId].join('\n')))
    const { diagnostics } = await run()
    expect(diagnostics.map(({ code }) => code)).toContain('NX1031')
  })
})

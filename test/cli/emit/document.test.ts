// The document that a server shows: one JSON text whose references lead to the same places as before.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { documentText } from '../../../cli/src/pipeline.js'
import { compileText } from '../read/front.js'

let dir = ''
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'nexus-document-'))
})
afterEach(() => rmSync(dir, { recursive: true, force: true }))

const put = (name: string, text: string) => {
  mkdirSync(dirname(join(dir, name)), { recursive: true })
  writeFileSync(join(dir, name), text)
}

describe('the document', () => {
  it('of one JSON file is that file', async () => {
    const text = '{ "openapi": "3.1.0",\n "info": { "title": "t", "version": "v" }, "paths": {} }\n'
    put('specs/api.json', text)
    expect(await documentText(dir, 'specs/api.json')).toBe(text)
  })

  it('of one YAML file is its JSON', async () => {
    put('api.yaml', 'openapi: 3.1.0\ninfo: { title: t, version: "1" }\npaths: {}\n')
    expect(await documentText(dir, 'api.yaml')).toBe(
      '{"openapi":"3.1.0","info":{"title":"t","version":"1"},"paths":{}}',
    )
  })

  it('of many files holds them, and every reference leads where it led', async () => {
    put(
      'specs/api.yaml',
      `openapi: 3.1.0
info: { title: t, version: v }
paths:
  /a:
    $ref: 'parts/paths.yaml#/~1a'
components:
  schemas:
    Own: { type: string, example: { $ref: 'parts/paths.yaml' } }
`,
    )
    put(
      'specs/parts/paths.yaml',
      `/a:
  get:
    operationId: a
    responses:
      '200':
        description: d
        content:
          application/json:
            schema: { anyOf: [{ $ref: '#/Near' }, { $ref: '../api.yaml#/components/schemas/Own' }, { $ref: 'far%20away.yaml' }] }
Near: { type: integer }
`,
    )
    put('specs/parts/far away.yaml', 'type: boolean\n')
    const text = (await documentText(dir, 'specs/api.yaml')) ?? ''
    expect(JSON.parse(text)).toMatchObject({
      paths: { '/a': { $ref: '#/x-bundled-files/parts~1paths.yaml/~1a' } },
      components: { schemas: { Own: { example: { $ref: 'parts/paths.yaml' } } } },
    })
    const { api, printed } = compileText('bundled.json', text)
    expect(printed).toBe('')
    const any = [...(api?.schemas.values() ?? [])].find(({ anyOf }) => anyOf.length === 3)
    expect(any?.anyOf.map((id) => api?.schemas.get(id)?.types)).toEqual([
      ['integer'],
      ['string'],
      ['boolean'],
    ])
  })

  it('of many files keeps references below any name, data as data, and where discriminators lead', async () => {
    put(
      'api.yaml',
      `openapi: 3.1.0
info: { title: t, version: v }
paths:
  /a:
    get:
      operationId: a
      responses:
        '200': { description: d, content: { application/json: { schema: { $ref: 'parts.yaml#/Paid' }, examples: { default: { $ref: 'parts.yaml#/examples/One' } } } } }
        default: { $ref: 'parts.yaml#/responses/default' }
components:
  schemas:
    A.b: { type: object, required: [kind], properties: { kind: { type: string } } }
`,
    )
    put(
      'parts.yaml',
      `responses: { default: { description: d, content: { application/json: { schema: { $ref: '#/Odd' } } } } }
examples: { One: { value: { $ref: 'nowhere.yaml' } } }
Odd:
  type: object
  enum: [{ enum: { $ref: x } }]
  examples: [{ $ref: x }]
  properties:
    enum: { $ref: '#/Card' }
    default: { $ref: '#/Card' }
    properties: { type: object, properties: { value: { $ref: '#/Card' } } }
Card: { type: object, required: [kind], properties: { kind: { type: string } } }
Paid:
  oneOf: [{ $ref: '#/Card' }, { $ref: 'api.yaml#/components/schemas/A.b' }]
  discriminator: { propertyName: kind, mapping: { card: '#/Card', other: A.b } }
`,
    )
    const text = (await documentText(dir, 'api.yaml')) ?? ''
    const card = { $ref: '#/x-bundled-files/parts.yaml/Card' }
    const bundled = JSON.parse(text)
    expect(bundled.paths['/a'].get.responses).toMatchObject({
      '200': {
        content: {
          'application/json': {
            examples: { default: { $ref: '#/x-bundled-files/parts.yaml/examples/One' } },
          },
        },
      },
      default: { $ref: '#/x-bundled-files/parts.yaml/responses/default' },
    })
    expect(bundled['x-bundled-files']['parts.yaml']).toMatchObject({
      examples: { One: { value: { $ref: 'nowhere.yaml' } } },
      Odd: {
        enum: [{ enum: { $ref: 'x' } }],
        examples: [{ $ref: 'x' }],
        properties: {
          enum: card,
          default: card,
          properties: { properties: { value: card } },
        },
      },
      Paid: { discriminator: { mapping: { card: card.$ref, other: 'A.b' } } },
    })
    const { api, printed } = compileText('bundled.json', text)
    expect(printed).toBe('')
    expect(api?.operations).toHaveLength(1)
  })

  it('that cannot be read is none', async () => {
    put('api.yaml', 'openapi: [')
    expect(await documentText(dir, 'api.yaml')).toBeNull()
  })

  it('of many files whose schemas are called like keywords leads where it led', async () => {
    const words = [
      'default',
      'value',
      'const',
      'enum',
      'example',
      'examples',
      'dataValue',
      'headers',
      'schemas',
      'mapping',
    ]
    const named = (word: string) =>
      `{ type: object, example: { $ref: untouched }, properties: { ${word}: { $ref: '#/Text' }, default: { $ref: '#/Text' }, own: { $ref: '#/${word}' } } }`
    put(
      'api.yaml',
      `openapi: 3.1.0
info: { title: t, version: v }
paths: {}
components:
  schemas:
${words.map((word) => `    Of${word}: { $ref: 'all.yaml#/${word}' }`).join('\n')}
    Deep: { $ref: 'deep.yaml#/default/examples/inner' }
`,
    )
    put(
      'all.yaml',
      `${words.map((word) => `${word}: ${named(word)}`).join('\n')}\nText: { type: string }\n`,
    )
    put(
      'deep.yaml',
      `default: { examples: { inner: { items: { $ref: 'all.yaml#/default' } } }, other: 1 }\n`,
    )
    const text = (await documentText(dir, 'api.yaml')) ?? ''
    const document = JSON.parse(text)
    const broken: string[] = []
    JSON.stringify(document, (key, value) => {
      if (key !== '$ref' || value === 'untouched') return value
      const tokens = decodeURIComponent(String(value).slice(2))
        .split('/')
        .map((token) => token.replaceAll('~1', '/'))
      const target = tokens.reduce<unknown>(
        (at, token) => (at as Record<string, unknown> | undefined)?.[token],
        document,
      )
      if (!String(value).startsWith('#/') || target === undefined) broken.push(String(value))
      return value
    })
    expect(broken).toEqual([])
    expect(text.match(/"untouched"/g)).toHaveLength(words.length)
    expect(compileText('bundled.json', text).printed).not.toMatch(/^error/m)
  })
})

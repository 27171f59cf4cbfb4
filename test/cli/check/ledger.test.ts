// The ledger: each keyword of a document once, with its place, and what becomes of it where it stands.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { accountFor, compile, type LedgerEntry } from '../../../cli/src/pipeline.js'

let dir = ''
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'nexus-ledger-'))
})
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const account = async (text: string) => {
  writeFileSync(join(dir, 'api.yaml'), text)
  const result = await compile({ projectDir: dir, openapi: 'api.yaml', contracts: [] })
  const ledger = accountFor(result)
  if (ledger === null) throw new Error('there is no ledger')
  return ledger
}

const line = ({ line: at, column, support, object, keyword, use }: LedgerEntry): string =>
  `${at}:${column} ${support} ${object} ${keyword}${use === null ? '' : ` ${use}`}`

const document = `openapi: 3.0.3
info: { title: t, version: v, x-mine: 1 }
paths:
  /a:
    post:
      requestBody:
        content:
          application/json: { schema: { $ref: '#/components/schemas/In' } }
          application/x-thing: { schema: { $ref: '#/components/schemas/Raw' } }
      responses:
        '200':
          description: d
          content:
            application/json: { schema: { $ref: '#/components/schemas/Out' } }
          links: {}
components:
  schemas:
    In: { type: string, format: date, maxLength: 3, xml: {} }
    Out: { type: string, format: date, maxLength: 3 }
    Raw: { type: object, minProperties: 1 }
    None: { type: string, format: colour, const: a }
`

describe('the ledger', () => {
  it('enforces items of lines, records, events and parts, and says where others are ignored', async () => {
    const types = [
      'application/json-seq',
      'application/jsonl',
      'text/event-stream',
      'multipart/mixed',
      'multipart/form-data',
    ]
    const content = types.map((type) => `            ${type}: { itemSchema: { type: object } }`)
    const { entries } = await account(`openapi: 3.2.0
info: { title: t, version: v }
paths:
  /a:
    get:
      responses:
        '200':
          description: d
          content:
${content.join('\n')}
`)
    const items = entries.filter(({ keyword }) => keyword === 'itemSchema')
    expect(items.map(({ line, support }) => [line, support])).toEqual([
      [10, 'enforced'],
      [11, 'enforced'],
      [12, 'enforced'],
      [13, 'enforced'],
      [14, 'ignored'],
    ])
  })

  it('enforces a default where something may be absent that it stands in for', async () => {
    const { entries } = await account(`openapi: 3.1.0
info: { title: t, version: v }
paths:
  /a:
    post:
      parameters:
        - { name: p, in: query, schema: { type: integer, default: 1 } }
        - { name: r, in: query, required: true, schema: { type: integer, default: 1 } }
      requestBody:
        content:
          application/json: { schema: { $ref: '#/components/schemas/In' } }
      responses:
        '200': { description: d, content: { application/json: { schema: { $ref: '#/components/schemas/Out' } } } }
components:
  schemas:
    In:
      type: object
      default: {}
      required: [must]
      properties:
        may: { type: integer, default: 1 }
        must: { type: integer, default: 1 }
        wrong: { type: integer, default: a }
        below: { type: array, items: { type: integer }, default: [a] }
        items: { type: array, items: { type: integer, default: 1 } }
        other: { $ref: '#/components/schemas/Other' }
    Other: { type: integer, default: 1 }
    Out: { type: object, properties: { may: { type: integer, default: 1 } } }
`)
    const defaults = entries.filter(({ keyword }) => keyword === 'default')
    expect(defaults.map(({ line, support, why }) => `${line} ${support} ${why ?? ''}`)).toEqual([
      '7 enforced ',
      '8 typed nothing there is absent',
      '18 typed nothing there is absent',
      '21 enforced ',
      '22 typed nothing there is absent',
      '23 ignored the default does not fit its schema',
      '24 ignored the default does not fit the schemas below it',
      '25 typed nothing there is absent',
      '27 enforced ',
      '28 typed ',
    ])
  })

  it('accounts for each keyword by where it stands', async () => {
    const { entries, extensions } = await account(document)
    expect(extensions).toBe(1)
    expect(entries.map(line)).toEqual([
      '1:1 enforced OpenAPI openapi',
      '2:1 typed OpenAPI info',
      '2:9 typed Info title',
      '2:19 typed Info version',
      '3:1 enforced OpenAPI paths',
      '5:5 enforced Path Item post',
      '6:7 enforced Operation requestBody',
      '7:9 enforced Request Body content',
      '8:31 enforced Media Type schema',
      '8:41 enforced Reference $ref',
      '9:34 ignored Media Type schema',
      '9:44 enforced Reference $ref',
      '10:7 enforced Operation responses',
      '12:11 typed Response description',
      '13:11 enforced Response content',
      '14:33 enforced Media Type schema',
      '14:43 enforced Reference $ref',
      '15:11 typed Response links',
      '16:1 enforced OpenAPI components',
      '17:3 enforced Components schemas',
      '18:11 enforced Schema type requests',
      '18:25 enforced Schema format requests',
      '18:39 enforced Schema maxLength requests',
      '18:53 ignored Schema xml requests',
      '19:12 typed Schema type answers',
      '19:26 typed Schema format answers',
      '19:40 typed Schema maxLength answers',
      '20:12 ignored Schema type unread',
      '20:26 ignored Schema minProperties unread',
      '21:13 enforced Schema type nowhere',
      '21:27 ignored Schema format nowhere',
      '21:43 ignored Schema const nowhere',
    ])
  })

  it('says why a keyword has no effect', async () => {
    const { entries } = await account(document)
    const why = entries.filter(({ support }) => support === 'ignored').map((each) => each.why)
    const asItCame = 'the body reaches the handler as it came'
    expect(why).toEqual([
      asItCame,
      'not compiled yet',
      asItCame,
      asItCame,
      'a format that is not checked',
      'no keyword of this version',
    ])
  })

  it('lists what is said in another version or by nobody, and keywords beside a reference', async () => {
    const { entries } = await account(
      document
        .replace(
          "{ $ref: '#/components/schemas/In' }",
          "{ $ref: '#/components/schemas/In', nullable: true }",
        )
        .replace('minProperties: 1', 'unheardOf: 1'),
    )
    expect(
      entries.flatMap(({ keyword, why }) => (why === null ? [] : [`${keyword}: ${why}`])),
    ).toEqual(
      expect.arrayContaining([
        'nullable: beside $ref, where OpenAPI 3.0 ignores it',
        'unheardOf: no keyword of the specification',
      ]),
    )
  })

  it('ignores an operation whose route another one has', async () => {
    const { entries } = await account(`openapi: 3.1.0
info: { title: t, version: v }
paths:
  /a/{b}:
    parameters: [{ name: b, in: path, required: true, schema: {} }]
    get: { responses: {} }
  /a/{c}:
    parameters: [{ name: c, in: path, required: true, schema: {} }]
    get: { responses: {} }
`)
    const gets = entries.filter(({ keyword }) => keyword === 'get')
    expect(gets.map(({ line: at, support, why }) => [at, support, why])).toEqual([
      [6, 'enforced', null],
      [9, 'ignored', 'an operation before it answers its route'],
    ])
  })
})

describe('what nobody reads', () => {
  it('is accounted for: flows, servers of operations, XML, external documentation, unused path items', async () => {
    const { entries } = await account(`openapi: 3.1.0
info: { title: t, version: v }
paths:
  /a:
    get:
      servers: [{ url: /b, description: d }]
      responses: { '200': { description: d, content: { text/plain: { schema: { $ref: '#/components/schemas/S' } } } } }
components:
  schemas:
    S: { type: string, xml: { name: n }, externalDocs: { url: /x }, contentSchema: { type: integer } }
  pathItems:
    P: { post: { responses: { '204': { description: Never. } } } }
  securitySchemes:
    o: { type: oauth2, flows: { clientCredentials: { tokenUrl: /t, scopes: { type: t } } } }
`)
    const found = new Set(
      entries.map(({ line: at, object, keyword }) => `${at} ${object} ${keyword}`),
    )
    expect([...found]).toEqual(
      expect.arrayContaining([
        '6 Server url',
        '6 Server description',
        '10 XML name',
        '10 External Documentation url',
        '12 Path Item post',
        '12 Operation responses',
        '12 Response description',
        '14 OAuth Flows clientCredentials',
        '14 OAuth Flow tokenUrl',
        '14 OAuth Flow scopes',
      ]),
    )
    expect(entries.filter(({ line: at, keyword }) => at === 10 && keyword === 'type')).toHaveLength(
      2,
    )
    expect([...found].filter((each) => /^14 .* type$/.test(each))).toHaveLength(1)
  })
})

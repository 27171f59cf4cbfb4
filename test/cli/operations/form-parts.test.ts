// Proves multipart forms that a handler takes part by part: parts are typed by their names, checked when they come,
// and the form as a whole at its end.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { TestServer } from '../../../runtime/src/testing/index.js'
import { linesWithError, makeProject, type Project, placesOf } from './project.js'

const document = `
openapi: 3.1.0
info: { title: Parts, version: 1.0.0 }
paths:
  /documents:
    post:
      operationId: addDocument
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              additionalProperties: false
              required: [kind, file]
              properties:
                id: { type: string, readOnly: true }
                kind: { type: string, enum: [INVOICE, RECEIPT] }
                total: { type: integer, format: int64, minimum: 1 }
                tags: { type: array, maxItems: 2, items: { type: string, minLength: 2 } }
                pages: { type: array, items: { type: integer, maximum: 9 } }
                owner: { $ref: '#/components/schemas/Owner' }
                notes: { type: array, items: { $ref: '#/components/schemas/Owner' } }
                file: { type: string, format: binary }
                scans: { type: array, items: { type: string, format: binary } }
              dependentRequired: { total: [kind, owner] }
            encoding:
              pages: { style: pipeDelimited, explode: false }
              file: { contentType: 'application/pdf, image/*', headers: { X-Page: { required: true, schema: { type: integer } } } }
      responses: { '200': { description: OK., content: { application/json: {} } } }
  /open:
    post:
      operationId: addOpen
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              properties: { title: { allOf: [{ type: string }, { minLength: 2 }, { pattern: '^[A-Z]' }] } }
              additionalProperties: { type: string, format: binary }
      responses: { '200': { description: OK., content: { application/json: {} } } }
  /loose:
    post:
      operationId: addLoose
      requestBody:
        required: true
        content: { multipart/form-data: { schema: { type: object, minProperties: 2, properties: { title: { type: string } } } } }
      responses: { '200': { description: OK., content: { application/json: {} } } }
components:
  schemas:
    Owner: { type: object, required: [email], properties: { email: { type: string, format: email }, level: { type: integer, default: 3 } } }
`

const handlers = {
  'src/handlers/default/add-document.ts': `import { addDocument as op } from '#generated/operations/add-document'

export const addDocument = op.handler(async ({ body }) => {
  const seen: unknown[] = []
  for await (const part of body) {
    switch (part.name) {
      case 'kind': {
        const kind: 'INVOICE' | 'RECEIPT' = part.value
        seen.push([kind, await part.text(), (await part.bytes()).length])
        break
      }
      case 'total': {
        const total: number = part.value
        seen.push(total)
        break
      }
      case 'tags': {
        const tag: string = part.value
        seen.push(tag)
        break
      }
      case 'pages': {
        const pages: number[] = part.value
        seen.push(pages)
        break
      }
      case 'owner':
      case 'notes':
        seen.push(part.value.email, part.value.level)
        part.value.colour // error
        break
      case 'file': {
        const page: number = part.typedHeaders['x-page']
        const wrong: string = part.value // error
        void wrong
        let size = 0
        for await (const piece of part) size += piece.length
        seen.push([page, size])
        break
      }
      case 'scans':
        seen.push(part.filename)
        break
      case 'colour': // error
        break
    }
  }
  return op.reply(200, seen)
})
`,
  'src/handlers/default/add-open.ts': `import type { UploadedFile } from '@nexusrt/runtime/body'
import { addOpen as op } from '#generated/operations/add-open'

export const addOpen = op.handler(async ({ body, header }) => {
  if (header('x-whole') !== undefined) {
    const { title, ...files } = await body.form()
    const sizes = Object.values(files).map((file) => (file as UploadedFile).bytes.length)
    return op.reply(200, [title, ...sizes])
  }
  const seen: unknown[] = []
  for await (const part of body) seen.push([part.name, part.value, part.filename])
  return op.reply(200, seen)
})
`,
  'src/handlers/default/add-loose.ts': `import { addLoose as op } from '#generated/operations/add-loose'

export const addLoose = op.handler(async ({ body }) => {
  const seen: string[] = []
  for await (const part of body) {
    const name: 'title' = part.name
    seen.push(name, await part.text())
  }
  return op.reply(200, seen)
})
`,
}

let project: Project
let server: TestServer
beforeAll(async () => {
  project = await makeProject(document, handlers)
  server = await project.start()
}, 120_000)
afterAll(async () => {
  await server?.close()
  project?.remove()
})

test('nothing of it is left out', () => expect(project.diagnostics).toEqual([]))

test('parts have the types of their names', { timeout: 120_000 }, () => {
  const errors = project.typeErrors()
  const wanted = Object.entries(handlers).flatMap(([path, text]) => linesWithError(path, text))
  expect(placesOf(errors).sort(), errors.join('\n')).toEqual(wanted.sort())
})

type Given = readonly [name: string, content: string, heads?: string, filename?: string]

const send = async (
  path: string,
  parts: readonly Given[],
  headers: Record<string, string> = {},
) => {
  const body = parts
    .map(([name, content, heads = '', filename]) => {
      const named = filename === undefined ? '' : `; filename="${filename}"`
      return `--b\r\nContent-Disposition: form-data; name="${name}"${named}\r\n${heads}\r\n${content}\r\n`
    })
    .join('')
  const response = await server.fetch(path, {
    method: 'POST',
    body: `${body}--b--\r\n`,
    headers: { 'content-type': 'multipart/form-data; boundary=b', ...headers },
  })
  const answer = JSON.parse(await response.text())
  if (response.status === 200) return answer
  const errors = answer.errors ?? [{ in: '', pointer: answer.detail, code: '' }]
  return [
    response.status,
    ...errors.map(
      (each: { in: string; pointer: string; code: string }) =>
        `${each.in === 'header' ? 'header ' : ''}${each.pointer} ${each.code}`,
    ),
  ]
}

const kind: Given = ['kind', 'INVOICE']
const file: Given = ['file', '12345', 'Content-Type: image/png\r\nX-Page: 4\r\n', 'a.png']
const json = 'Content-Type: application/json\r\n'

describe('part by part', () => {
  test('gives what the contract declares, with values', async () => {
    const owner: Given = ['owner', '{"email":"a@b.cd"}', json]
    const note: Given = ['notes', '{"email":"e@f.gh","level":1}', json]
    const scan: Given = ['scans', 'x', '', 's.tif']
    const parts: Given[] = [
      ['id', 'mine'],
      kind,
      ['total', '7'],
      ['tags', 'ab'],
      ['tags', 'cd'],
      ['pages', '1|2'],
      owner,
      note,
      note,
      file,
      scan,
      scan,
    ]
    expect(await send('/documents', parts)).toEqual([
      ['INVOICE', 'INVOICE', 7],
      7,
      'ab',
      'cd',
      [1, 2],
      'a@b.cd',
      3,
      'e@f.gh',
      1,
      'e@f.gh',
      1,
      [4, 5],
      's.tif',
      's.tif',
    ])
  })

  test.each<[string, readonly Given[], readonly string[]]>([
    ['a text that is none of its enumeration', [['kind', 'BAD'], file], ['/kind enum']],
    ['a number that is none', [kind, ['total', 'x']], ['/total type']],
    ['a number out of range', [kind, ['total', '0']], ['/total minimum']],
    ['an item', [kind, ['tags', 'ab'], ['tags', 'c']], ['/tags/1 minLength']],
    ['an item in a text of several', [['pages', '1|10']], ['/pages/1 maximum']],
    ['JSON that is none', [kind, ['owner', '{', json]], ['/owner syntax']],
    ['JSON that does not match', [kind, ['owner', '{"email":1}', json]], ['/owner/email type']],
    ['an item of JSON', [['notes', '{}', json]], ['/notes/0/email required']],
    ['JSON of another type', [['owner', '{"email":"a@b.cd"}', 'Content-Type: text/html\r\n']], []],
    [
      'a part that nobody declared',
      [kind, ['colour', 'red'], file],
      ['/colour additionalProperties'],
    ],
    [
      'a file of another type',
      [['file', 'x', 'Content-Type: text/html\r\nX-Page: 1\r\n', 'a']],
      ['/file contentType'],
    ],
    [
      'a file without its header',
      [['file', 'x', 'Content-Type: image/png\r\n', 'a']],
      ['header /file/x-page required'],
    ],
    ['a file twice', [kind, file, file], ['/file type']],
    ['a text twice', [kind, kind, file], ['/kind enum']],
    ['a missing file', [kind], ['/file required']],
    ['all that is missing', [], ['/kind required', '/file required']],
    [
      'too many items',
      [kind, file, ['tags', 'ab'], ['tags', 'ab'], ['tags', 'ab']],
      ['/tags maxItems'],
    ],
    [
      'what has to stand beside another',
      [kind, file, ['total', '1']],
      ['/owner dependentRequired'],
    ],
  ])('refuses %s', async (_, parts, errors) => {
    const answer = await send('/documents', parts)
    if (errors.length === 0) expect(answer[0]).toBe(400)
    else expect(answer).toEqual([400, ...errors])
  })

  test('takes described parts that have no name of their own', async () => {
    const parts: Given[] = [
      ['title', 'Ab'],
      ['more', 'xyz', '', 'm.bin'],
    ]
    expect(await send('/open', parts)).toEqual([
      ['title', 'Ab', null],
      ['more', null, 'm.bin'],
    ])
    expect(await send('/open', parts, { 'x-whole': '1' })).toEqual(['Ab', 3])
    expect(await send('/open', [['title', 'a']])).toEqual([
      400,
      '/title minLength',
      '/title pattern',
    ])
    const twice: Given[] = [...parts, ...parts.slice(1)]
    expect(await send('/open', twice)).toEqual([400, '/more type'])
    expect(await send('/open', twice, { 'x-whole': '1' })).toEqual([400, '/more type'])
  })

  test('counts parts that nobody declared, and hands them over', async () => {
    const parts: Given[] = [
      ['title', 'Ab'],
      ['other', 'x'],
    ]
    expect(await send('/loose', parts)).toEqual(['title', 'Ab', 'other', 'x'])
    expect(await send('/loose', parts.slice(1))).toEqual([400, ' minProperties'])
  })
})

// Owns the document of client.test.ts, the handlers that answer it, and uses of its client that have to compile.

export const document = `
openapi: 3.2.0
info: { title: Client, version: 1.0.0 }
paths:
  /path/{simple}/{list}/{exploded}/{object}/{label}/{labels}/{matrix}/{matrices}:
    get:
      operationId: echoPath
      parameters:
        - { name: simple, in: path, required: true, schema: { type: string } }
        - { name: list, in: path, required: true, schema: { $ref: '#/components/schemas/Texts' } }
        - { name: exploded, in: path, required: true, explode: true, schema: { $ref: '#/components/schemas/Pair' } }
        - { name: object, in: path, required: true, schema: { $ref: '#/components/schemas/Pair' } }
        - { name: label, in: path, required: true, style: label, schema: { type: string } }
        - { name: labels, in: path, required: true, style: label, explode: true, schema: { $ref: '#/components/schemas/Texts' } }
        - { name: matrix, in: path, required: true, style: matrix, schema: { $ref: '#/components/schemas/Texts' } }
        - { name: matrices, in: path, required: true, style: matrix, explode: true, schema: { $ref: '#/components/schemas/Pair' } }
      responses: { '200': { description: OK., content: { application/json: {} } } }
  /query:
    get:
      operationId: echoQuery
      parameters:
        - { name: text, in: query, schema: { type: string } }
        - { name: count, in: query, schema: { type: integer, default: 7 } }
        - { name: time, in: query, schema: { type: string, format: time, default: TBD } }
        - { name: list, in: query, schema: { $ref: '#/components/schemas/Texts' } }
        - { name: csv, in: query, explode: false, schema: { $ref: '#/components/schemas/Texts' } }
        - { name: spaces, in: query, style: spaceDelimited, explode: false, schema: { $ref: '#/components/schemas/Texts' } }
        - { name: pipes, in: query, style: pipeDelimited, explode: false, schema: { $ref: '#/components/schemas/Texts' } }
        - { name: deep, in: query, style: deepObject, explode: true, schema: { $ref: '#/components/schemas/Pair' } }
        - { name: flat, in: query, explode: false, schema: { $ref: '#/components/schemas/Pair' } }
        - { name: spread, in: query, schema: { type: object, properties: { left: { type: string }, right: { type: integer } } } }
        - { name: json, in: query, content: { application/json: { schema: { type: object, additionalProperties: { type: number } } } } }
      responses: { '200': { description: OK., content: { application/json: {} } } }
  /headers:
    get:
      operationId: echoHeaders
      parameters:
        - { name: X-List, in: header, schema: { $ref: '#/components/schemas/Texts' } }
        - { name: X-Pair, in: header, schema: { $ref: '#/components/schemas/Pair' } }
        - { name: X-Exploded, in: header, explode: true, schema: { $ref: '#/components/schemas/Pair' } }
        - { name: X-Number, in: header, schema: { type: number } }
        - { name: crumb, in: cookie, schema: { type: string } }
        - { name: crumbs, in: cookie, explode: false, schema: { $ref: '#/components/schemas/Texts' } }
      responses: { '200': { description: OK., content: { application/json: {} } } }
  /pets:
    post:
      operationId: createPet
      requestBody: { required: true, content: { application/json: { schema: { $ref: '#/components/schemas/NewPet' } } } }
      responses: { '201': { description: Made., headers: { X-Rate: { required: true, schema: { type: integer } }, X-List: { schema: { type: array, items: { type: string } } }, X-Obj: { schema: { $ref: '#/components/schemas/Sizes' } }, X-Exploded: { explode: true, schema: { $ref: '#/components/schemas/Sizes' } }, X-Json: { content: { application/json: { schema: { type: object, properties: { z: { type: string } } } } } }, X-Absent: { schema: { type: boolean } } }, content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } }, '409': { description: There already., content: { application/json: { schema: { type: object, required: [name], properties: { name: { type: string } } } } } }, 4XX: { description: Else. } }
  /form:
    post:
      operationId: upload
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema:
              type: object
              required: [name, photo, owner]
              properties:
                name: { type: string }
                kind: { type: string, default: cat }
                age: { type: integer }
                tags: { type: array, items: { type: string } }
                owner: { $ref: '#/components/schemas/Pair' }
                photo: { type: string, format: binary }
                scans: { type: array, items: { type: string, format: binary } }
                table: { type: string, format: binary }
                note: { type: string }
            encoding:
              table: { contentType: text/csv }
              note: { contentType: text/markdown }
      responses: { '200': { description: OK., content: { application/json: {} } } }
  /lines:
    post:
      operationId: sendLines
      requestBody: { required: true, content: { application/x-ndjson: { itemSchema: { $ref: '#/components/schemas/Pair' } } } }
      responses: { '200': { description: OK., content: { application/jsonl: { itemSchema: { $ref: '#/components/schemas/Pair' } } } } }
  /records:
    post:
      operationId: sendRecords
      requestBody: { required: true, content: { application/json-seq: { itemSchema: { $ref: '#/components/schemas/Pair' } } } }
      responses: { '200': { description: OK., content: { application/geo+json-seq: { itemSchema: { $ref: '#/components/schemas/Pair' } } } } }
  /news:
    get:
      operationId: followNews
      responses:
        '200':
          description: OK.
          content:
            application/json: { schema: { type: array, items: { $ref: '#/components/schemas/Pair' } } }
            text/event-stream: { itemSchema: { type: object, required: [data], properties: { data: { $ref: '#/components/schemas/Pair' }, event: { type: string }, id: { type: string } } } }
  /talk:
    get:
      operationId: followTalk
      responses: { '200': { description: OK., content: { text/event-stream: { schema: { type: string } } } } }
  /bytes:
    put:
      operationId: putBytes
      requestBody: { required: true, content: { application/octet-stream: { schema: { type: string, format: binary } } } }
      responses: { '200': { description: OK., content: { application/octet-stream: { schema: { type: string, format: binary } } } } }
components:
  schemas:
    Sizes: { type: object, properties: { a: { type: integer }, s: { type: string } } }
    Texts: { type: array, minItems: 1, items: { type: string } }
    Pair: { type: object, required: [left, right], properties: { left: { type: string }, right: { type: integer } } }
    NewPet: { type: object, required: [name], properties: { name: { type: string }, kind: { type: string, default: cat }, note: { type: string }, home: { $ref: '#/components/schemas/Home' } } }
    Home: { type: object, properties: { rooms: { type: integer, default: 1 } } }
    Pet: { type: object, required: [id, name], properties: { id: { type: integer }, name: { type: string }, kind: { type: string, default: cat }, rooms: { type: integer } } }
`

const handler = (name: string, file: string, body: string): [string, string] => [
  `src/handlers/default/${file}.ts`,
  `import { ${name} as op } from '#generated/operations/${file}'\n\nexport const ${name} = op.handler(${body})\n`,
]

export const files = Object.fromEntries([
  handler('echoPath', 'echo-path', '({ path }) => op.reply(200, path)'),
  handler('echoQuery', 'echo-query', '({ query }) => op.reply(200, query)'),
  handler(
    'echoHeaders',
    'echo-headers',
    '({ headers, cookies }) => op.reply(200, { headers, cookies })',
  ),
  handler(
    'createPet',
    'create-pet',
    "({ body }) => body.name === 'taken' ? op.reply(409, { name: body.name }) : op.reply(201, { id: 1, name: body.name, kind: body.kind, rooms: body.home?.rooms ?? 0 }, { headers: { 'x-rate': 3, 'x-list': ['a,b', ' c%2C ', 'ü'], 'x-obj': { a: 1, s: 'x,y' }, 'x-exploded': { a: 2, s: 'k=v' }, 'x-json': { z: 'ü,' } } })",
  ),
  handler(
    'upload',
    'upload',
    `async ({ body }) => {
  const { photo, scans, table, ...rest } = await body.form()
  return op.reply(200, {
    ...rest,
    photo: [photo.filename, photo.contentType, [...photo.bytes]],
    scans: scans?.map(({ filename, bytes }) => [filename, bytes.length]),
    ...(table ? { table: [table.contentType, table.bytes.length] } : {}),
  })
}`,
  ),
  handler('sendLines', 'send-lines', '({ body }) => op.reply(200, body)'),
  handler('sendRecords', 'send-records', '({ body }) => op.reply(200, body)'),
  handler(
    'followNews',
    'follow-news',
    `({ header }) => {
  if (header('accept')?.startsWith('text/event-stream') !== true) return op.reply(200, [{ left: 'all', right: 0 }])
  return op.reply(200, (async function* () {
    yield { data: { left: 'a\\nb', right: 1 }, id: 'first' }
    yield { data: { left: 'ü', right: 2 }, event: 'named' }
    for (let right = 3; ; right++) yield { data: { left: 'endless', right } }
  })(), { contentType: 'text/event-stream' })
}`,
  ),
  handler(
    'followTalk',
    'follow-talk',
    "() => op.reply(200, [{ data: 'one' }, { data: 'two\\nlines' }, { data: '' }])",
  ),
  handler('putBytes', 'put-bytes', '({ body }) => op.reply(200, body)'),
])

/** Uses that have to compile; lines with a comment `// error` must not. */
export const uses = `
import { createClient, createPet, followNews, followTalk, sendLines, sendRecords, upload, type ServerEvent } from './client'

const options = { baseUrl: 'http://localhost', options: { credentials: 'include' } as const }
const api = createClient(options)
void api.createPet({ body: { name: 'a' } })
void api.createPet({ body: { name: 'a', home: {} } })
void api.createPet({ body: { name: 'a', kind: 'dog', home: { rooms: 2 } }, signal: AbortSignal.timeout(1) })
void api.createPet({ body: {} }) // error
void api.createPet({ body: { name: 'a', kind: 1 } }) // error
void api.echoQuery()
void upload(options, { body: { name: 'a', photo: new Blob(['x']), owner: { left: 'l', right: 1 } } })
void upload(options, { body: new FormData() })
void upload(options, { body: { name: 'a', photo: 'x', owner: { left: 'l', right: 1 } } }) // error
void sendLines(options, { body: [{ left: 'l', right: 1 }] })
void sendLines(options, { body: [{ left: 1 }] }) // error
void sendRecords(options, { body: [{ left: 'l', right: 1 }] })
void sendRecords(options, { body: [{ left: 1 }] }) // error
void followNews(options, { accept: 'text/html' }) // error
export const talk = async (): Promise<ServerEvent<string>[]> => {
  const answer = await followTalk(options)
  const seen: ServerEvent<string>[] = []
  for await (const event of answer.body) seen.push(event)
  return seen
}
export const made = async (): Promise<string> => {
  const answer = await createPet(options, { body: { name: 'a' } })
  if (answer.status === 409) return answer.body.name
  if (!answer.ok) return answer.body?.detail ?? ''
  void answer.body.colour // error
  const rate: number = answer.headers['x-rate']
  const size: number | undefined = answer.headers['x-obj']?.a
  const list: string[] = answer.headers['x-list'] // error
  void [rate, size, list, answer.headers['x-other']] // error
  return answer.body.name
}
`

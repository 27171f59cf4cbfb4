// Keeps what tsc says to common mistakes readable: its whole text, reviewed as a golden. UPDATE_GOLDEN=1 rewrites it.

import { expect, test } from 'vitest'
import { matchGolden } from '../read/golden.js'
import { makeProject } from './project.js'

const document = `
openapi: 3.1.0
info: { title: Pets, version: 1.0.0 }
paths:
  /pets/{petId}:
    put:
      operationId: putPet
      security: [{ key: [] }]
      parameters: [{ name: petId, in: path, required: true, schema: { type: integer } }]
      requestBody: { required: true, content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } } }
      responses:
        '200':
          description: The pet.
          headers: { X-Version: { required: true, schema: { type: integer } } }
          content: { application/json: { schema: { $ref: '#/components/schemas/Pet' } } }
        '204': { description: Nothing changed. }
        '404': { description: There is none. }
        '412':
          description: Changed since.
          content:
            application/problem+json:
              schema: { type: object, required: [code], properties: { code: { const: E412 }, status: { const: 412 } } }
  /chat:
    get:
      operationId: chat
      x-nexus-websocket: { receive: { $ref: '#/components/schemas/Pet' }, send: { $ref: '#/components/schemas/Pet' } }
      responses: { '101': { description: Open. } }
components:
  securitySchemes: { key: { type: apiKey, in: header, name: X-Key } }
  schemas:
    Pet:
      type: object
      required: [name, kind]
      properties: { name: { type: string }, kind: { enum: [cat, dog] }, age: { type: integer } }
`

const headers = "{ headers: { 'x-version': 1 } }"
const pet = "{ name: 'Rex', kind: 'dog' as const }"

/** What somebody writes, by what is wrong with it. */
const mistakes: Readonly<Record<string, string>> = {
  'a status that is not declared': `return op.reply(201, ${pet})`,
  'a member that is missing': `return op.reply(200, { name: 'Rex' }, ${headers})`,
  'a member of another type': `return op.reply(200, { ...${pet}, age: 'old' }, ${headers})`,
  'a member that is not declared': `return op.reply(200, { ...${pet}, tail: true }, ${headers})`,
  'a value that is not listed': `return op.reply(200, { name: 'Rex', kind: 'cow' }, ${headers})`,
  'a required header that is missing': `return op.reply(200, ${pet})`,
  'a header of another type': `return op.reply(200, ${pet}, { headers: { 'x-version': 'one' } })`,
  'a body where there is none': `return op.reply(204, ${pet})`,
  'a problem that is not declared': "return op.problem(409, { detail: 'Taken.' })",
  'a problem without what its schema asks for':
    "return op.problem(412, { detail: 'Changed.', code: 'E404' })",
  'a plain object for an answer': `return ${pet}`,
  'no answer': 'void body',
  'a parameter that is not declared': 'return op.problem(404, { detail: path.id })',
  'a member of the body that is not declared': 'return op.problem(404, { detail: body.nam })',
  'a query that the operation has not': 'return op.problem(404, { detail: query.page })',
}

const handlerOf = (
  text: string,
): string => `import { putPet as op } from '#generated/operations/put-pet'

export const putPet = op.handler(async ({ path, body, query }) => {
  ${text}
})
`

const sockets: Readonly<Record<string, string>> = {
  'a message that is not declared': "message: (socket) => void socket.send({ name: 'Rex' })",
  'a member of a message that is not declared':
    'message: (_, message) => console.log(message.colour)',
  'a hook that there is not': 'messages: () => {}',
}

const socketOf = (text: string): string => `import { chat as op } from '#generated/operations/chat'

export const chat = op.handler(() => ({
  ${text},
}))
`

test('what tsc says', { timeout: 300_000 }, async () => {
  const files: Record<string, string> = {}
  const titles = new Map<string, string>()
  const add = (title: string, text: string) => {
    const path = `src/mistakes/${titles.size + 1}.ts`
    titles.set(path, title)
    files[path] = text
  }
  for (const [title, text] of Object.entries(mistakes)) add(title, handlerOf(text))
  for (const [title, text] of Object.entries(sockets)) add(title, socketOf(text))
  add(
    'a hook that is missing',
    "import type { Security } from '#generated/app'\nexport const security = {} satisfies Security\n",
  )
  const project = await makeProject(document, files)
  try {
    const errors = project.typeErrors()
    expect(errors.filter((error) => !error.startsWith('src/mistakes/'))).toEqual([])
    const told = [...titles].map(([path, title]) => {
      const lines = errors.filter((error) => error.startsWith(`${path}:`))
      expect(lines, title).not.toEqual([])
      return `${title}\n${lines.map((line) => `  ${line.slice(path.length + 1)}\n`).join('')}`
    })
    matchGolden('test/golden/types/mistakes.txt', told.join('\n'))
  } finally {
    project.remove()
  }
})

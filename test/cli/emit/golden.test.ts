// Keeps the generated project as reviewed: bytes against goldens, types against tsc, and what must not
// compile does not. UPDATE_GOLDEN=1 rewrites the goldens.

import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import ts from 'typescript'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type CompileResult, compile, write } from '../../../cli/src/pipeline.js'
import { programOf } from '../../type-checking.js'

const golden = resolve('test/golden/generated/petstore')
const update = process.env.UPDATE_GOLDEN === '1'

let projectDir = ''
let result: CompileResult

beforeAll(async () => {
  projectDir = mkdtempSync(join(tmpdir(), 'nexus-golden-'))
  mkdirSync(join(projectDir, 'specs'))
  cpSync('test/golden/generated/petstore.yaml', join(projectDir, 'specs/petstore.yaml'))
  result = await compile({ projectDir, openapi: 'specs/petstore.yaml', contracts: [] })
  if (update) {
    rmSync(golden, { recursive: true, force: true })
    for (const { path, text } of result.files) {
      mkdirSync(dirname(join(golden, path)), { recursive: true })
      writeFileSync(join(golden, path), text)
    }
  }
})

afterAll(() => rmSync(projectDir, { recursive: true, force: true }))

test('the project is the golden one', () => {
  expect(result.diagnostics).toEqual([])
  const kept = readdirSync(golden, { recursive: true, withFileTypes: true, encoding: 'utf8' })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(golden.length + 1))
  expect(result.files.map(({ path }) => path).sort()).toEqual(kept.sort())
  for (const { path, text } of result.files) {
    expect(text, path).toBe(readFileSync(join(golden, path), 'utf8'))
  }
})

test('the same document gives the same bytes, in another folder too', async () => {
  const other = mkdtempSync(join(tmpdir(), 'nexus-other-'))
  try {
    cpSync(join(projectDir, 'specs'), join(other, 'specs'), { recursive: true })
    const again = await compile({
      projectDir: other,
      openapi: 'specs/petstore.yaml',
      contracts: [],
    })
    expect(again.files).toEqual(result.files)
  } finally {
    rmSync(other, { recursive: true, force: true })
  }
})

test('no line ends in a space, with answers to choose from and webhooks too', async () => {
  const answer = { description: 'd', content: { 'application/pdf': {}, 'image/png': {} } }
  const document = {
    openapi: '3.1.0',
    info: { title: 't', version: 'v' },
    paths: { '/label': { get: { operationId: 'getLabel', responses: { 200: answer } } } },
    webhooks: { news: { post: { responses: { 200: { description: 'Seen.' } } } } },
  }
  const dir = mkdtempSync(join(tmpdir(), 'nexus-spaces-'))
  try {
    writeFileSync(join(dir, 'api.json'), JSON.stringify(document))
    const { files } = await compile({ projectDir: dir, openapi: 'api.json', contracts: [] })
    expect(files.map(({ path }) => path)).toContain('src/generated/webhooks/news.ts')
    const spaced = files.filter(({ text }) => / $/m.test(text)).map(({ path }) => path)
    expect(spaced).toEqual([])
  } finally {
    rmSync(dir, { recursive: true, force: true })
  }
})

/** Errors of a project that consists of the generated one and one more file. */
const typeErrors = (name: string, text: string): string[] => {
  writeFileSync(join(projectDir, 'src', name), text)
  const config = ts.readConfigFile(resolve('templates/project/tsconfig.json'), ts.sys.readFile)
  const { options } = ts.convertCompilerOptionsFromJson(config.config.compilerOptions, projectDir)
  const program = programOf(
    [
      join(projectDir, 'src', name),
      join(projectDir, 'src/server.ts'),
      join(projectDir, 'test/generated/pets.test.ts'),
    ],
    options,
  )
  rmSync(join(projectDir, 'src', name))
  return ts.getPreEmitDiagnostics(program).map((entry) => {
    const place =
      entry.file && entry.start !== undefined
        ? entry.file.getLineAndCharacterOfPosition(entry.start).line + 1
        : 0
    const file = entry.file?.fileName.slice(projectDir.length + 1) ?? ''
    return `${file}:${place} ${ts.flattenDiagnosticMessageText(entry.messageText, ' ').slice(0, 160)}`
  })
}

describe('types', { timeout: 120_000 }, () => {
  beforeAll(async () => {
    await write(result, { mode: 'write' })
    cpSync('templates/project/src', join(projectDir, 'src'), { recursive: true })
    writeFileSync(
      join(projectDir, 'package.json'),
      '{"type":"module","imports":{"#generated/*":"./src/generated/*.ts"}}',
    )
    writeFileSync(
      join(projectDir, 'nexus.config.ts'),
      "import { defineConfig } from '@nexusrt/runtime/config'\nexport default defineConfig({})\n",
    )
    writeFileSync(
      join(projectDir, 'src/security.ts'),
      "export const security = { bearer: async ({ token }: { readonly token: string }) => (token === '' ? null : { user: token }) }\n",
    )
    mkdirSync(join(projectDir, 'node_modules/@nexusrt'), { recursive: true })
    symlinkSync(resolve('runtime'), join(projectDir, 'node_modules/@nexusrt/runtime'))
    symlinkSync(resolve('node_modules/@types'), join(projectDir, 'node_modules/@types'))
    symlinkSync(resolve('node_modules/vitest'), join(projectDir, 'node_modules/vitest'))
    expect(existsSync(resolve('runtime/dist/index.d.ts')), 'build the runtime first').toBe(true)
  })

  test('what the contract allows compiles, and each line that it forbids does not', () => {
    const source = `import { createPet } from '#generated/operations/create-pet'
import { getPet } from '#generated/operations/get-pet'
import { listPets } from '#generated/operations/list-pets'

export const good = [
  getPet.handler(({ path }) => path.petId > 1 ? getPet.reply(200, { kind: 'cat', lives: 9 }) : getPet.problem(404, { detail: 'none' })),
  listPets.handler(({ query, headers, cookies }) => {
    const limit: number = query.limit
    const tags: ('cute' | 'old')[] | undefined = query.tags
    const year: number | undefined = query.born?.year
    const trace: string | undefined = headers['x-trace'] ?? cookies.session
    return listPets.reply(200, [], { headers: { 'x-total': limit + (tags?.length ?? 0) + (year ?? 0) + (trace?.length ?? 0) } })
  }),
  createPet.handler(async ({ body, principal }) => {
    const user: string = principal.user
    if (body.contentType === 'application/json') return createPet.reply(201, { id: 1, name: body.value.name + user, kind: body.value.kind })
    return createPet.reply(409, { taken: body.value.name, more: 'x' })
  }),
]
getPet.handler(() => getPet.reply(200, { kind: 'cat', lives: 9, extra: 1 })) // extra member
getPet.handler(() => getPet.reply(201, { kind: 'cat', lives: 9 })) // undeclared status
getPet.handler(() => getPet.reply(200, { kind: 'cat', lives: '9' })) // wrong type
getPet.handler(() => getPet.problem(500, { detail: 'x' })) // undeclared problem
listPets.handler(() => listPets.reply(200, [])) // missing header
listPets.handler(() => listPets.reply(200, [], { headers: { 'x-total': 'many' } })) // wrong header
listPets.handler(({ query }) => listPets.reply(200, [], { headers: { 'x-total': query.unknown } })) // undeclared parameter
createPet.handler(({ body }) => createPet.reply(201, { id: 1, name: body.value.id, kind: 'cat' })) // readOnly in a request
createPet.handler(() => createPet.reply(201, { id: 1, name: 'x', kind: 'cat', secret: 's' })) // writeOnly in an answer
getPet.handler(() => createPet.reply(201, { id: 1, name: 'x', kind: 'cat' })) // another operation's answer
getPet.handler(({ path }) => getPet.reply(200, { kind: 'bird', lives: path.petId })) // not in the union
`
    const bad = source.split('\n').flatMap((line, i) => (line.includes(' // ') ? [i + 1] : []))
    const errors = typeErrors('uses.ts', source)
    expect(errors.filter((error) => !error.startsWith('src/uses.ts:'))).toEqual([])
    const lines = [...new Set(errors.map((error) => Number(error.split(/[: ]/)[1])))].sort(
      (a, b) => a - b,
    )
    expect(lines, errors.join('\n')).toEqual(bad)
  })
})

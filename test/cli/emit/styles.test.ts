// Keeps documents as real APIs write them compiling: each is generated without an error, and its project
// type-checks under `strict`. `npm run specs -- specs/styles` serves them too.

import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import ts from 'typescript'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { compile, write } from '../../../cli/src/pipeline.js'

const styles = resolve('specs/styles')
let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'nexus-styles-'))
  mkdirSync(join(folder, 'node_modules/@nexusrt'), { recursive: true })
  symlinkSync(resolve('runtime'), join(folder, 'node_modules/@nexusrt/runtime'))
  symlinkSync(resolve('node_modules/@types'), join(folder, 'node_modules/@types'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Generates a document into a folder of its own; the errors of the compiler, and the file that imports everything. */
const generate = async (name: string, document: object | null = null) => {
  const projectDir = join(folder, name)
  mkdirSync(projectDir)
  if (document === null) cpSync(join(styles, name), join(projectDir, 'api'))
  else writeFileSync(join(projectDir, 'api'), JSON.stringify(document))
  cpSync('templates/project/src', join(projectDir, 'src'), { recursive: true })
  writeFileSync(
    join(projectDir, 'package.json'),
    '{"type":"module","imports":{"#generated/*":"./src/generated/*.ts"}}',
  )
  writeFileSync(
    join(projectDir, 'nexus.config.ts'),
    "import { defineConfig } from '@nexusrt/runtime/config'\nexport default defineConfig({ openapi: 'api' })\n",
  )
  const result = await compile({ projectDir, openapi: 'api', contracts: [] })
  const errors = result.diagnostics.filter(({ severity }) => severity === 'error')
  if (errors.length === 0) await write(result, { mode: 'write' })
  const said = errors.map(({ code, message }) => `${name}: ${code} ${message}`)
  return { said, root: join(projectDir, 'src/server.ts') }
}

const typeErrors = (rootNames: readonly string[]): readonly string[] => {
  const config = ts.readConfigFile(resolve('templates/project/tsconfig.json'), ts.sys.readFile)
  const { options } = ts.convertCompilerOptionsFromJson(config.config.compilerOptions, folder)
  const program = ts.createProgram({ rootNames, options: { ...options, noEmit: true } })
  return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
    const line = file?.getLineAndCharacterOfPosition(start ?? 0).line ?? 0
    const text = ts.flattenDiagnosticMessageText(messageText, ' ').slice(0, 160)
    return `${file?.fileName.slice(folder.length + 1)}:${line + 1} ${text}`
  })
}

test('every style compiles, and what is generated type-checks', { timeout: 180_000 }, async () => {
  const made = []
  for (const name of readdirSync(styles).sort()) made.push(await generate(name))
  made.push(await generate('very-wide', veryWide))
  expect(made.flatMap(({ said }) => said)).toEqual([])
  expect(typeErrors(made.map(({ root }) => root))).toEqual([])
})

/** An object of more members than the type checker follows in one function body. */
const wide = {
  type: 'object',
  properties: Object.fromEntries(
    Array.from({ length: 900 }, (_, i) => [
      `member${i}`,
      { type: i % 2 === 0 ? 'string' : 'integer' },
    ]),
  ),
}
const json = { 'application/json': { schema: { $ref: '#/components/schemas/Wide' } } }
const veryWide = {
  openapi: '3.1.0',
  info: { title: 't', version: 'v' },
  paths: {
    '/wide': {
      put: {
        requestBody: { content: json },
        responses: { 200: { description: 'd', content: json } },
      },
    },
  },
  components: { schemas: { Wide: wide } },
}

// Keeps the two directions apart in generated code: types that both have, readOnly members of requests.

import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { compile, write } from '../../../cli/src/pipeline.js'
import { errorsOf } from './evaluate.js'

/** What tsc says of everything that is generated from a document. */
const typeErrorsOf = async (document: string): Promise<string[]> => {
  const projectDir = mkdtempSync(join(tmpdir(), 'nexus-directions-'))
  try {
    const file = join(projectDir, 'api.yaml')
    writeFileSync(file, document)
    const result = await compile({ projectDir, openapi: file, contracts: [] })
    expect(errorsOf(result)).toBe('')
    await write(result, { mode: 'write' })
    cpSync('templates/project/src', join(projectDir, 'src'), { recursive: true })
    cpSync('templates/project/vitest.config.ts', join(projectDir, 'vitest.config.ts'))
    writeFileSync(
      join(projectDir, 'package.json'),
      '{"type":"module","imports":{"#generated/*":"./src/generated/*.ts"}}',
    )
    writeFileSync(join(projectDir, 'nexus.config.ts'), 'export default {}\n')
    writeFileSync(join(projectDir, 'src/security.ts'), 'export const security = {}\n')
    mkdirSync(join(projectDir, 'node_modules/@nexusrt'), { recursive: true })
    symlinkSync(resolve('runtime'), join(projectDir, 'node_modules/@nexusrt/runtime'))
    for (const name of ['@types', 'vitest'])
      symlinkSync(resolve('node_modules', name), join(projectDir, 'node_modules', name))
    const config = ts.readConfigFile(resolve('templates/project/tsconfig.json'), ts.sys.readFile)
    const parsed = ts.parseJsonConfigFileContent(config.config, ts.sys, projectDir)
    const program = ts.createProgram({ rootNames: parsed.fileNames, options: parsed.options })
    return ts
      .getPreEmitDiagnostics(program)
      .map(
        ({ file: at, messageText }) =>
          `${at?.fileName.slice(projectDir.length) ?? ''}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`,
      )
  } finally {
    rmSync(projectDir, { recursive: true, force: true })
  }
}

test('one shape in two media types has the types of the direction that uses it', {
  timeout: 60_000,
}, async () => {
  const file = 'specs/features/one-shape-in-two-media-types.yaml'
  expect(await typeErrorsOf(readFileSync(file, 'utf8'))).toEqual([])
})

test('a document without operations compiles, and has no contract tests', {
  timeout: 60_000,
}, async () => {
  const document = 'openapi: 3.1.0\ninfo: { title: none, version: "1" }\npaths: {}\n'
  expect(await typeErrorsOf(document)).toEqual([])
})

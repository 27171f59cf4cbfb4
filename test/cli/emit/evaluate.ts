// Owns running generated code inside a test: documents in, evaluated modules out. Nothing is written.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { OutputFile } from '../../../cli/src/ir/output.js'
import { type CompileInput, type CompileResult, compile } from '../../../cli/src/pipeline.js'
import type { OperationDefinition } from '../../../runtime/src/app/definition.js'
import type { Issues } from '../../../runtime/src/validate/issues.js'
import { virtualProject } from '../../../scripts/virtual-project.mjs'

const root = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))))

/** Compiles a document that a test wrote, as JSON, in a folder that is gone afterwards. */
export const compileDocument = async (
  document: object,
  schemas: CompileInput['schemas'] = {},
): Promise<CompileResult> => {
  const projectDir = mkdtempSync(join(tmpdir(), 'nexus-emit-'))
  try {
    writeFileSync(join(projectDir, 'api.json'), withDigits(document))
    return await compile({ projectDir, openapi: 'api.json', contracts: [], schemas })
  } finally {
    rmSync(projectDir, { recursive: true, force: true })
  }
}

/** As JSON, a bigint as the digits that it is. */
const withDigits = (document: object): string =>
  JSON.stringify(document, (_, each: unknown) =>
    typeof each === 'bigint' ? `${digitsMark}${each}` : each,
  ).replaceAll(new RegExp(`"${digitsMark}(-?\\d+)"`, 'g'), '$1')

const digitsMark = 'digits:'

/** The errors of a compilation as one text, `''` without any. */
export const errorsOf = (result: CompileResult): string =>
  result.diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ code, message, at }) => `${code} ${message} ${at?.pointer ?? ''}`)
    .join('\n')

type Exports = Record<string, unknown>

/** The reader of JSON that evaluated modules know: digits that it remembers are found by them alone. */
export const jsonReaderOf = (modules: Map<string, Exports>): ((text: string) => unknown) =>
  modules.get('exact-json')?.['parseExact'] as (text: string) => unknown

/** Evaluates the operations and schemas of a compilation; keys are paths below `src/generated`. */
export const evaluate = async (files: readonly OutputFile[]): Promise<Map<string, Exports>> => {
  const modules = files
    .map((file) => file.path)
    .filter((path) => /^src\/generated\/(schemas|operations)\//.test(path))
    .map((path) => path.slice(0, -3))
  const contents = modules
    .map((path, i) => `import * as m${i} from ${JSON.stringify(path)}; export { m${i} }`)
    .join('\n')
  const reader = `export * as exactJson from './runtime/src/validate/exact-json.ts'`
  const result = await build({
    stdin: { contents: `${contents}\n${reader}`, resolveDir: root },
    bundle: true,
    write: false,
    format: 'cjs',
    platform: 'node',
    logLevel: 'silent',
    // The runtime from its sources.
    plugins: [virtualProject(files, (entry) => join(root, `runtime/src/${entry}/index.ts`))],
  })
  const module = { exports: {} as Record<string, Exports> }
  new Function('module', 'exports', result.outputFiles[0]?.text ?? '')(module, module.exports)
  const { exactJson = {}, ...generated } = module.exports
  return new Map([
    ...modules.map((path, i): [string, Exports] => [
      path.slice('src/generated/'.length),
      generated[`m${i}`] ?? {},
    ]),
    ['exact-json', exactJson],
  ])
}

export type Validate = (value: unknown, issues: Issues) => boolean
export type Write = (value: unknown) => string

/** A document whose operation N takes and answers schema N. */
export const documentOf = (schemas: readonly unknown[], components: object = {}): object => ({
  openapi: '3.1.0',
  info: { title: 'schemas', version: '1' },
  paths: Object.fromEntries(
    schemas.map((_, i) => [
      `/s${i}`,
      {
        post: {
          operationId: `op${i}`,
          requestBody: {
            required: true,
            content: { 'application/json': { schema: { $ref: `#/components/schemas/S${i}` } } },
          },
          responses: {
            200: {
              description: 'ok',
              content: { 'application/json': { schema: { $ref: `#/components/schemas/S${i}` } } },
            },
          },
        },
      },
    ]),
  ),
  components: {
    schemas: {
      ...components,
      ...Object.fromEntries(schemas.map((schema, i) => [`S${i}`, schema])),
    },
  },
})

/** The definition that an operation module exports. */
export const definitionOf = (modules: Map<string, Exports>, file: string): OperationDefinition => {
  const exports = modules.get(file) ?? {}
  const found = Object.values(exports).find(
    (value): value is { definition: OperationDefinition } =>
      typeof value === 'object' && value !== null && 'definition' in value,
  )
  if (!found) throw new Error(`${file} exports no operation`)
  return found.definition
}

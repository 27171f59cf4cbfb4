// Owns the checks of a project's answers as one text that runs beside the application under test: what `nexus dev`
// gives to its bundle. Nothing is written.

import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import type { OutputFile } from '../../ir/output.js'
import { type CompileResult, compile } from '../../pipeline.js'
import { Failure } from '../failure.js'
import { errorCount } from './compile.js'
import { configFiles, readConfig } from './config.js'
import { DevelopmentFiles } from './development-files.js'
import { frozen, inputsOf } from './inputs.js'

/** Checks of answers, and what they were made of. */
export interface AnswerCode {
  /**
   * A CommonJS module that hands them to `checkAnswers` of the runtime, with definitions that have their `id` alone.
   * null: the project has no document, or its configuration says otherwise.
   */
  readonly code: string | null
  /** Absolute; with other contents, or one more of them there, the checks may be others. */
  readonly files: readonly string[]
}

/**
 * Compiles the project's document, and takes the checks of its answers.
 * @throws {Failure} when its configuration or its document cannot be compiled.
 */
export const answerCode = async (projectDir: string): Promise<AnswerCode> => {
  const config = await readConfig(projectDir)
  const files = [...ownFiles, join(projectDir, 'nexus.lock'), ...(await configFiles(projectDir))]
  if (config === null || config.openapi === null || config.schemas.checkAnswers === 'never')
    return { code: null, files }
  // Those of `always` lie in src/generated too, where nobody tells a test of them.
  const schemas = { ...config.schemas, checkAnswers: 'development' } as const
  const inputs = frozen(inputsOf(projectDir, { ...config, schemas, contracts: [] }, {}))
  const result = await compile({ ...inputs, purpose: 'development' })
  const [first] = result.diagnostics.filter(({ severity }) => severity === 'error')
  if (first !== undefined) {
    const count = errorCount(result)
    const others = count > 1 ? ` (and ${count - 1} more)` : ''
    throw new Failure('findings', `${config.openapi}: ${first.message}${others}`, generate)
  }
  const code = result.developmentFiles.length === 0 ? null : await bundled(result)
  return { code, files: [...files, ...result.inputs] }
}

const generate = '`npx nexus generate` shows where'

/** They change with the compiler: one that is installed by its version, one of a clone with each build. */
const ownFiles = ['../../../package.json', '../../.tsbuildinfo'].map((path) =>
  fileURLToPath(new URL(path, import.meta.url)),
)

const indexPath = 'src/generated/answers/index.ts'

const bundled = async (result: CompileResult): Promise<string> => {
  const { projectDir, developmentFiles } = result
  const modules = new DevelopmentFiles(projectDir)
  const generated = result.files.filter(({ owner }) => owner === 'generated')
  modules.replace([...generated, ...developmentFiles, ...operationStubs(result)])
  const index = join(projectDir, indexPath)
  const { outputFiles } = await build({
    stdin: {
      contents: developmentFiles.find(({ path }) => path === indexPath)?.text ?? '',
      resolveDir: dirname(index),
      sourcefile: index,
      loader: 'ts',
    },
    absWorkingDir: projectDir,
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    target: 'node20',
    // Whoever runs this hands them in: nothing is looked for here.
    external: ['@nexusrt/*'],
    plugins: [modules.plugin()],
    logLevel: 'silent',
  })
  return outputFiles[0]?.text ?? ''
}

/** Who runs the checks has the operations; here they are names. */
const operationStubs = ({ plan }: CompileResult): readonly OutputFile[] =>
  (plan?.api?.operations ?? []).map(({ id, name, file }) => ({
    path: `src/generated/${file}.ts`,
    owner: 'generated',
    text: `export const ${name} = { definition: { id: ${JSON.stringify(id)} } }\n`,
  }))

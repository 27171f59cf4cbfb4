// Owns reading nexus.config.ts: bundles it, evaluates it, checks the part that the compiler uses.
// The values that `env()` stands for are read when a server starts, never here.

import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join, resolve } from 'node:path'
import vm from 'node:vm'
import { type BuildResult, build, type Plugin } from 'esbuild'
import type { DocumentOptions } from '../../ir/document-options.js'
import { isRecord } from '../../ir/json-values.js'
import type { SchemaOptions } from '../../ir/schema-options.js'
import { Failure } from '../failure.js'
import { type AcceptedBreak, readAcceptedBreaks } from './accepted-breaks.js'
import { buildFailure } from './bundle.js'
import { readDocumentOptions } from './document-options.js'
import { readSchemaOptions } from './schema-config.js'

/** A contract of the configuration: the name handlers use, and its ABI file. */
export interface ConfiguredContract {
  readonly key: string
  readonly abi: string
}

/** What the compiler takes from nexus.config.ts. Paths are as written there. */
export interface ProjectConfig {
  readonly openapi: string | null
  readonly contracts: readonly ConfiguredContract[]
  readonly schemas: SchemaOptions
  readonly document: DocumentOptions
  readonly accepted: readonly AcceptedBreak[]
}

export const configName = 'nexus.config.ts'

/**
 * The configuration of the project in `projectDir`, null when there is no nexus.config.ts.
 * @throws {Failure} `findings` when it does not evaluate or has the wrong shape.
 */
export const readConfig = async (projectDir: string): Promise<ProjectConfig | null> => {
  const file = join(projectDir, configName)
  return existsSync(file) ? evaluateConfig(projectDir, readFileSync(file, 'utf8')) : null
}

/**
 * What `text` would configure, were it the nexus.config.ts of the project in `projectDir`.
 * @throws {Failure} `findings` when it does not evaluate or has the wrong shape.
 */
export const evaluateConfig = async (projectDir: string, text: string): Promise<ProjectConfig> =>
  checkShape(evaluate(await bundleConfig(projectDir, text), join(projectDir, configName)))

/** The configuration module's own imports, so that it evaluates before dependencies are installed. */
const configModule = `
export const defineConfig = (config) => config
export const env = (name, fallback) =>
  fallback === undefined ? { kind: 'env', name } : { kind: 'env', name, fallback }
`

const standIn: Plugin = {
  name: 'nexus-config',
  setup: (esbuild) => {
    esbuild.onResolve({ filter: /^@nexusrt\/runtime\/config$/ }, ({ path }) => ({
      path,
      namespace: 'nexus-config',
    }))
    esbuild.onLoad({ filter: /.*/, namespace: 'nexus-config' }, () => ({ contents: configModule }))
  },
}

const bundleConfig = async (projectDir: string, contents: string): Promise<string> =>
  (await buildConfig(projectDir, contents)).outputFiles[0]?.text ?? ''

/**
 * The configuration and every file that it imports from the project, absolute; only its own name where it does not exist.
 * @throws {Failure} `findings` when it does not compile.
 */
export const configFiles = async (projectDir: string): Promise<readonly string[]> => {
  const file = join(projectDir, configName)
  if (!existsSync(file)) return [file]
  const { metafile } = await buildConfig(projectDir, readFileSync(file, 'utf8'))
  const isFile = (name: string): boolean => !name.startsWith('nexus-config:')
  return [...new Set([configName, ...Object.keys(metafile.inputs).filter(isFile)])].map((name) =>
    resolve(projectDir, name),
  )
}

const buildConfig = async (
  projectDir: string,
  contents: string,
): Promise<BuildResult<{ write: false; metafile: true }>> => {
  try {
    return await build({
      stdin: { contents, resolveDir: projectDir, sourcefile: configName, loader: 'ts' },
      absWorkingDir: projectDir,
      bundle: true,
      write: false,
      metafile: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      packages: 'external',
      plugins: [standIn],
      logLevel: 'silent',
    })
  } catch (error) {
    throw buildFailure(error, `${configName} does not compile`)
  }
}

const evaluate = (code: string, file: string): unknown => {
  const module: { exports: { default?: unknown } } = { exports: {} }
  const names = ['module', 'exports', 'require', '__filename']
  try {
    const body = vm.compileFunction(code, names, { filename: file })
    body(module, module.exports, createRequire(file), file)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    throw new Failure(
      'findings',
      `${configName} fails when it is evaluated: ${message}`,
      'it runs in `nexus generate` too: read the environment with env(), not with process.env',
    )
  }
  return module.exports.default
}

const checkShape = (config: unknown): ProjectConfig => {
  if (!isRecord(config)) {
    throw shapeFailure(
      'has no default export that is an object',
      'export default defineConfig({ ... })',
    )
  }
  const openapi = config.openapi ?? null
  if (isEnv(openapi)) throw envFailure('`openapi`', "openapi: 'specs/api.yaml'")
  if (openapi !== null && typeof openapi !== 'string') {
    throw shapeFailure('`openapi` is not a path', "openapi: 'specs/api.yaml'")
  }
  const schemas = readSchemaOptions(config.schemas)
  if ('problem' in schemas)
    throw shapeFailure(schemas.problem, "schemas: { checkAnswers: 'always', impliedTypes: true }")
  const document = readDocumentOptions(config.document)
  if ('problem' in document)
    throw shapeFailure(document.problem, "document: { include: { tags: ['pets'] } }")
  const breaks = readAcceptedBreaks(config.check)
  if ('problem' in breaks)
    throw shapeFailure(
      breaks.problem,
      "check: { accept: [{ rule: 'operation-removed', where: 'GET /beta/*', reason: 'no client yet' }] }",
    )
  return {
    openapi,
    contracts: readContracts(config.contracts ?? {}),
    schemas: schemas.options,
    document: document.options,
    accepted: breaks.accepted,
  }
}

const readContracts = (contracts: unknown): ConfiguredContract[] => {
  if (!isRecord(contracts)) {
    throw shapeFailure(
      '`contracts` is not an object',
      "contracts: { token: { abi: 'abi/Token.json' } }",
    )
  }
  return Object.entries(contracts).map(([key, contract]) => {
    const abi = isRecord(contract) ? contract.abi : undefined
    if (typeof abi === 'string') return { key, abi }
    if (isEnv(abi)) throw envFailure(`\`contracts.${key}.abi\``, "abi: 'abi/Token.json'")
    throw shapeFailure(
      `\`contracts.${key}.abi\` is not a path`,
      `${key}: { abi: 'abi/Token.json', ... }`,
    )
  })
}

/** What the runtime's config/settings.ts calls EnvRef. */
const isEnv = (value: unknown): boolean => isRecord(value) && value.kind === 'env'

const envFailure = (what: string, example: string): Failure =>
  shapeFailure(
    `${what} is env(...), but the environment is read when the server starts, and this when it is generated`,
    `${example}; other files for one run are named with --openapi and --abi`,
  )

const shapeFailure = (what: string, example: string): Failure =>
  new Failure('findings', `${configName}: ${what}`, `write it like this: ${example}`)

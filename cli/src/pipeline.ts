// Owns the order of the passes: load -> read -> check -> plan -> emit -> write. The table of contents.

import { isAbsolute, relative, resolve, sep } from 'node:path'
import type { Change } from './check/changes/change.js'
import { compareApis } from './check/changes/compare.js'
import { compareContracts } from './check/changes/contracts.js'
import { checkApi } from './check/check-api.js'
import { type Ledger, ledgerOf } from './check/ledger.js'
import { diagnostic } from './diagnostics/codes.js'
import type { Diagnostic } from './diagnostics/diagnostic.js'
import type { Sources, SourceText } from './diagnostics/source.js'
import { emitClient } from './emit/client/client.js'
import { emitContracts } from './emit/contracts/emit.js'
import { bundleDocument, bundled } from './emit/document/bundle.js'
import { exactText } from './emit/document/exact-json.js'
import { servedDocument } from './emit/document/served.js'
import { emitAnswers, emitApi } from './emit/outputs.js'
import type { Api, Program } from './ir/api.js'
import type { ConformancePlan, DeclaredReply } from './ir/conform-cases.js'
import type { Document } from './ir/document.js'
import { type DocumentOptions, documentDefaults } from './ir/document-options.js'
import type { OutputFile } from './ir/output.js'
import type { ContractInput, ContractsPlan } from './ir/plan/contracts.js'
import type { ApiPlan } from './ir/plan/output.js'
import { printProgram } from './ir/printer.js'
import { type SchemaOptions, schemaDefaults } from './ir/schema-options.js'
import { loadDocument } from './load/load-document.js'
import { loadJson } from './load/load-json.js'
import { RemoteDocuments } from './load/remote/documents.js'
import { documentsRead, isUrl, loadOptions } from './pipeline/documents.js'
import { planApi } from './plan/api.js'
import { planContracts } from './plan/contracts/plan.js'
import { reachable } from './plan/schemas/graph.js'
import { planConformance } from './plan/trials/conform-cases.js'
import { type AnswerJudge, answerJudge, declaredReplies } from './plan/trials/declared-answers.js'
import { type MockAnswer, mockAnswers } from './plan/trials/mock-answers.js'
import { readAbi } from './read/abi/abi.js'
import { withFixedNames } from './read/fixed-names.js'
import { readOpenapi } from './read/openapi/document.js'
import { withExactNumbers } from './read/openapi/schema/exact-numbers.js'
import { withImpliedTypes } from './read/openapi/schema/implied-types.js'
import { withItemsEnums } from './read/openapi/schema/items-enum.js'
import { selectOperations } from './read/select.js'
import { servedOperations } from './read/served.js'
import { movedHandlers } from './write/handlers.js'
import { type BaseDocuments, type BaseSettings, readLastDocuments } from './write/last-documents.js'
import { lockedNames } from './write/lock.js'
import type { ConfiguredInputs } from './write/lock-inputs.js'
import type { Lock } from './write/lock-text.js'
import { Target } from './write/target.js'
import { nothingWritten, type WriteMode, type WriteResult, writeFiles } from './write/write.js'

export type { Change } from './check/changes/change.js'
export {
  type Audience,
  meaningOf as changeMeaning,
  rules as changeRules,
} from './check/changes/rules.js'
export type { Ledger, LedgerEntry } from './check/ledger.js'
export { templatesFolder } from './emit/code/template.js'
export { defaultLoadLimits } from './load/limits.js'
export { readAllowList } from './load/remote/allow.js'
export { documentText } from './pipeline/documents.js'
export { namedMiddleware } from './plan/operations/operations.js'
export { addContracts } from './write/config.js'
export type { BaseDocuments, BaseSettings } from './write/last-documents.js'
export { lockPath } from './write/lock.js'
export { type ConfiguredInputs, inputsOfLock, type LockedInputs } from './write/lock-inputs.js'
export type { Conflict } from './write/scaffolds.js'
export type { WriteMode, WriteResult } from './write/write.js'

/** What a compilation starts from. Paths are absolute, or relative to the project. */
export interface CompileInput {
  readonly projectDir: string
  readonly openapi: string | null
  /** ABI files by their key in `nexus.config.ts`; `as`: the path that the project will have one under. */
  readonly contracts: readonly {
    readonly key: string
    readonly abi: string
    readonly as?: string
  }[]
  readonly schemas?: Partial<SchemaOptions>
  /** How the OpenAPI document is read, and which part of it. */
  readonly document?: Partial<DocumentOptions>
  /** What nexus.config.ts says, for nexus.lock; null or absent: nothing that is to be remembered. */
  readonly configured?: ConfiguredInputs | null
  /** What the project is compiled for; absent: to be built and run. */
  readonly purpose?: 'development'
}

export interface Plan {
  readonly api: ApiPlan | null
  readonly contracts: ContractsPlan
}

/** Milliseconds that each pass took. */
export type Timings = { readonly [pass in 'load' | 'read' | 'check' | 'plan' | 'emit']: number }

export interface CompileResult {
  readonly projectDir: string
  readonly program: Program
  /** The contracts of `program` with their keys. */
  readonly contracts: readonly ContractInput[]
  readonly configured: ConfiguredInputs | null
  /** The OpenAPI document as it was loaded; null without one, or when it cannot be read. */
  readonly document: Document | null
  /** null, like `files` empty, when an error was found. */
  readonly plan: Plan | null
  readonly files: readonly OutputFile[]
  /** Modules that only `nexus dev` serves, beside `files`: they are not written. */
  readonly developmentFiles: readonly OutputFile[]
  readonly diagnostics: readonly Diagnostic[]
  /** Texts for the code frames of `diagnostics`. */
  readonly sources: Sources
  /** Every file that was read, absolute: what `nexus dev` watches. */
  readonly inputs: readonly string[]
  /** What it was compiled with, of what says what documents mean. */
  readonly settings: BaseSettings
  readonly timings: Timings
}

/**
 * Compiles contracts into files. Never throws for bad input: errors are among `diagnostics`.
 *
 * @example
 * const result = await compile({ projectDir: '.', openapi: 'specs/api.yaml', contracts: [] })
 * await write(result, { mode: 'write' })
 */
export const compile = async (input: CompileInput): Promise<CompileResult> =>
  new Compilation(input).run()

/**
 * Writes the files of a compilation into its project, or says what that would change. A compilation with
 * errors has no files, and changes nothing: what was generated before stays. What was made of files of the user is
 * kept in `nexus.lock`, what was read in `.nexus/`, for the next one to merge and compare with.
 */
export const write = async (
  result: CompileResult,
  options: { readonly mode: WriteMode; readonly conflicts?: 'refuse' | 'keep' },
): Promise<WriteResult> => {
  if (result.plan === null) return nothingWritten
  const documents = documentsRead(result)
  const conflicts = options.conflicts ?? 'refuse'
  const remembered = { documents, conflicts, names: namesOf(result), configured: result.configured }
  return writeFiles(result.projectDir, result.files, options.mode, remembered)
}

const namesOf = ({ plan }: CompileResult): Lock['names'] =>
  new Map(plan?.api?.names.map(({ identity, name }) => [identity, name]))

/** What the last generation in this project read; null when nothing is remembered. */
export const lastDocuments = (projectDir: string): BaseDocuments | null =>
  readLastDocuments(new Target(projectDir))

/** What breaks from one version of the project's contracts to the next, and what came. */
export const changesBetween = (before: CompileResult, after: CompileResult): readonly Change[] => {
  const [old, now] = [before.program.api, after.program.api]
  const ofApi = old === null || now === null ? [] : compareApis(old, now)
  return [...ofApi, ...compareContracts(before.contracts, after.contracts)]
}

/** What reading made, as text: `nexus generate --print ir`. */
export const printIr = (result: CompileResult): string => printProgram(result.program)

/** What planning decided, as text: `nexus generate --print plan`. */
export const printPlan = (result: CompileResult): string =>
  `${JSON.stringify(result.plan, (_, value) => (typeof value === 'bigint' ? String(value) : value), 2)}\n`

/** What becomes of every keyword of the OpenAPI document; null without one that could be read. */
export const accountFor = ({ program, sources, diagnostics }: CompileResult): Ledger | null =>
  program.api === null ? null : ledgerOf(program.api, { sources, planned: diagnostics, reachable })

/** A client of the API as the text of one file; null without an OpenAPI document. */
export const clientOf = ({ plan, program }: CompileResult): string | null =>
  plan?.api == null ? null : emitClient(plan.api, program?.api?.basePath ?? '', 'client.ts').text

/** The OpenAPI document of a compilation and the files it refers to as one JSON text; null without one. */
export const compiledDocumentText = (result: CompileResult): string | null =>
  result.document === null
    ? null
    : bundleDocument(result.document, result.program.api, namesOf(result))

/** The same as the server of `nexus dev` shows it: with itself before the servers that the document names. */
export const servedDocumentText = (result: CompileResult): string | null => {
  const { document, program } = result
  if (document === null) return null
  const whole = bundled(document, program.api, namesOf(result))
  return exactText(servedDocument(whole, program.api?.basePath ?? ''))
}

export type { MockAnswer } from './plan/trials/mock-answers.js'

/** What a mock server answers; null without a document. */
export const mockAnswersOf = (
  { program, plan }: CompileResult,
  seed: number,
): readonly MockAnswer[] | null =>
  program.api === null || plan?.api == null ? null : mockAnswers(program.api, plan.api, seed)

/** What a server is asked to show that it keeps a contract, and what its answers are held against. */
export interface Conformance extends ConformancePlan, AnswerJudge {
  /** By the id of the operation. */
  readonly replies: ReadonlyMap<string, readonly DeclaredReply[]>
  /** Security schemes of each operation, those of an alternative together. */
  readonly alternatives: ReadonlyMap<string, readonly (readonly string[])[]>
}

/** Conformance to the document of a compilation; null without one. */
export const conformanceOf = ({ program, plan }: CompileResult): Conformance | null => {
  const { api } = program
  if (api === null || plan?.api == null) return null
  return {
    ...planConformance(api, plan.api),
    replies: declaredReplies(api, plan.api),
    alternatives: new Map(
      plan.api.operations.map(({ id, security }) => [
        id,
        security.map((uses) => uses.map(({ scheme }) => scheme)),
      ]),
    ),
    ...answerJudge(api),
  }
}

/** One run through the passes. */
class Compilation {
  readonly #projectDir: string
  readonly #diagnostics: Diagnostic[] = []
  readonly #inputs = new Set<string>()
  readonly #timings = { load: 0, read: 0, check: 0, plan: 0, emit: 0 }
  readonly #abiSources = new Map<string, SourceText>()
  #sources: Sources = new Map()
  #document: Document | null = null

  constructor(readonly input: CompileInput) {
    this.#projectDir = resolve(input.projectDir)
  }

  async run(): Promise<CompileResult> {
    const api = await this.#readApi()
    const contracts = this.#readContracts()
    const read = { api, contracts }
    if (this.#failed) return this.#result(read, null, [])
    const plan = this.#timed('plan', () => this.#plan(api, contracts))
    if (this.#failed) return this.#result(read, null, [])
    const files = this.#timed('emit', () => [
      ...(plan.api === null ? [] : emitApi(plan.api, this.#moved(plan.api))),
      ...emitContracts(plan.contracts),
    ])
    return this.#result(read, plan, files)
  }

  get #failed(): boolean {
    return this.#diagnostics.some(({ severity }) => severity === 'error')
  }

  async #readApi(): Promise<Api | null> {
    const { openapi } = this.input
    if (openapi === null) return null
    const { remote } = this.#documentOptions
    const documents = new RemoteDocuments(remote.home ?? this.#projectDir, remote)
    return documents.readWith(() => {
      this.#diagnostics.length = 0
      return this.#readOnce(openapi, documents)
    })
  }

  #readOnce(openapi: string, remote: RemoteDocuments): Api | null {
    const file = resolve(this.#projectDir, openapi)
    this.#inputs.add(file)
    const loading = { ...loadOptions(this.#projectDir, this.#documentOptions), remote }
    const loaded = this.#timed('load', () => loadDocument(file, loading))
    this.#diagnostics.push(...loaded.diagnostics)
    this.#sources = loaded.sources
    const document = loaded.value
    const { limits } = this.#documentOptions
    this.#document = document
    const read = document === null ? null : this.#timed('read', () => readOpenapi(document, limits))
    // Files that could not be read are watched too.
    for (const name of this.#sources.keys())
      if (!isUrl(name)) this.#inputs.add(resolve(this.#projectDir, name))
    if (read === null) return null
    this.#diagnostics.push(...read.diagnostics)
    const options = { ...schemaDefaults, ...this.input.schemas }
    const typed =
      read.value === null || !options.impliedTypes ? read.value : this.#implied(read.value)
    const whole = typed && withFixedNames(withExactNumbers(typed, options, this.#sources))
    if (whole === null || this.#failed) return whole
    const selected = selectOperations(whole, this.#documentOptions.include)
    this.#diagnostics.push(...selected.diagnostics)
    const api = selected.value
    if (api === null || this.#failed) return api
    this.#diagnostics.push(...this.#timed('check', () => checkApi(api)))
    const served = servedOperations(api)
    this.#diagnostics.push(...served.diagnostics)
    return served.value
  }

  /** What documents mean that do not say it by the letter. */
  #implied(api: Api): Api {
    const { value, diagnostics } = withItemsEnums(api)
    this.#diagnostics.push(...diagnostics)
    return withImpliedTypes(value ?? api)
  }

  get #documentOptions(): DocumentOptions {
    return { ...documentDefaults, ...this.input.document }
  }

  #readContracts(): ContractInput[] {
    return this.input.contracts.flatMap(({ key, abi, as }) => {
      const file = resolve(this.#projectDir, abi)
      this.#inputs.add(file)
      const name = as ?? this.#shortName(file)
      const loaded = this.#timed('load', () => loadJson(file, name))
      this.#diagnostics.push(...loaded.diagnostics)
      if (loaded.source !== null) this.#abiSources.set(name, loaded.source)
      const source = loaded.value
      if (source === null) return []
      const { value, diagnostics } = this.#timed('read', () => readAbi(source))
      this.#diagnostics.push(...diagnostics)
      return value === null ? [] : [{ key, contract: value, abiFile: name }]
    })
  }

  #answers(): 'none' | 'apart' | 'included' {
    const { checkAnswers } = { ...schemaDefaults, ...this.input.schemas }
    if (checkAnswers === 'always') return 'included'
    return checkAnswers === 'development' && this.input.purpose === 'development' ? 'apart' : 'none'
  }

  #plan(api: Api | null, contracts: readonly ContractInput[]): Plan {
    const planned =
      api === null
        ? null
        : planApi(api, {
            source: this.#shortName(resolve(this.#projectDir, this.input.openapi ?? '')),
            answers: this.#answers(),
            given: lockedNames(this.#projectDir),
          })
    this.#diagnostics.push(...(planned?.diagnostics ?? []))
    return { api: planned?.value ?? null, contracts: planContracts(contracts) }
  }

  /** Handlers that their user put elsewhere are used where they lie: nothing written is replaced. */
  #moved({ operations }: ApiPlan): ReadonlyMap<string, string> {
    const moved = movedHandlers(this.#projectDir, operations)
    for (const { name, tag, handlerFile, at } of operations) {
      const found = moved.get(name)
      if (found === undefined) continue
      const message = `the handler of \`${name}\` is src/${found}.ts, not in the folder of its tag \`${tag}\``
      const help = `move it to src/${handlerFile}.ts, then run \`nexus generate\``
      this.#diagnostics.push(diagnostic('NX4005', { message, at, help }))
    }
    return moved
  }

  /** A path as generated files name it: the same on every machine when it lies in the project. */
  #shortName(file: string): string {
    const path = relative(this.#projectDir, file)
    const isInside = path !== '' && !isAbsolute(path) && !path.startsWith('..')
    return isInside ? path.split(sep).join('/') : (file.split(sep).at(-1) ?? file)
  }

  #timed<T>(pass: keyof Timings, run: () => T): T {
    const start = performance.now()
    try {
      return run()
    } finally {
      this.#timings[pass] += performance.now() - start
    }
  }

  #result(
    { api, contracts }: { readonly api: Api | null; readonly contracts: readonly ContractInput[] },
    plan: Plan | null,
    files: readonly OutputFile[],
  ): CompileResult {
    const program: Program = { api, contracts: contracts.map(({ contract }) => contract) }
    return {
      projectDir: this.#projectDir,
      document: this.#document,
      program,
      contracts,
      configured: this.input.configured ?? null,
      plan,
      files,
      developmentFiles: plan?.api?.answers?.isIncluded === false ? emitAnswers(plan.api) : [],
      diagnostics: this.#diagnostics,
      sources: new Map([...this.#sources, ...this.#abiSources]),
      inputs: [...this.#inputs],
      settings: {
        schemas: { ...schemaDefaults, ...this.input.schemas },
        include: this.#documentOptions.include,
      },
      timings: this.#timings,
    }
  }
}

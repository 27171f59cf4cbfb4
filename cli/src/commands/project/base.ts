// Owns the base of a comparison: an earlier version of the project's OpenAPI document and ABIs, from what the last
// generation remembered, from a revision of git, or from a file; compiled like the present one.

import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, posix, relative, resolve, sep } from 'node:path'
import {
  type BaseDocuments,
  type BaseSettings,
  type CompileResult,
  compile,
  inputsOfLock,
  type LockedInputs,
  lastDocuments,
  lockPath,
} from '../../pipeline.js'
import { Failure } from '../failure.js'
import { counted, errorCount } from './compile.js'
import { readDocumentOptions } from './document-options.js'
import type { Inputs } from './inputs.js'
import { committedFiles, committedTexts, git } from './revision.js'
import { readSchemaOptions } from './schema-config.js'

/** An earlier version, and how it is called in messages. */
export interface ComparedBase {
  readonly name: string
  readonly result: CompileResult
}

/** Why a version cannot be compared with, by the first of its errors; null when it compiles. */
export const brokenBecause = ({ result }: ComparedBase): string | null => {
  const first = result.diagnostics.find(({ severity }) => severity === 'error')
  if (first === undefined) return null
  const where = first.at === null ? '' : `${first.at.file}: `
  return `it has ${counted(errorCount(result), 'error')}, the first is ${first.code} ${where}${first.message}`
}

/**
 * The version of the last generation; where nothing is remembered, that of git's HEAD; null without either.
 */
export const lastBase = async (inputs: Inputs): Promise<ComparedBase | null> => {
  const last = lastDocuments(inputs.projectDir)
  if (last !== null)
    return { name: 'the last generation', result: await compileTexts(last, inputs) }
  const committed = committedDocuments(inputs, 'HEAD')
  return committed === null ? null : { name: 'HEAD', result: await compileTexts(committed, inputs) }
}

/**
 * The version that `--base` names: a file that is there, else a revision of git. A file is an OpenAPI document: ABIs
 * are compared with a revision only.
 * @throws {Failure} `usage` when it is neither.
 */
export const namedBase = async (base: string, inputs: Inputs): Promise<ComparedBase> => {
  const { openapi, contracts } = inputs
  const file = resolve(base)
  if (existsSync(file)) {
    if (openapi === null)
      throw new Failure(
        'usage',
        `--base: there is no OpenAPI document to compare ${base} with`,
        null,
      )
    const result = await compile({ ...inputs, projectDir: dirname(file), openapi: file })
    return { name: base, result }
  }
  const committed = committedDocuments(inputs, base)
  if (committed !== null) return { name: base, result: await compileTexts(committed, inputs) }
  const wanted = relative(process.cwd(), openapi ?? contracts[0]?.abi ?? '')
  throw notFound(base, inputs.projectDir, wanted)
}

/** Why nothing can be compared with: in CI most often a clone that has one commit only. */
const notFound = (base: string, projectDir: string, wanted: string): Failure => {
  const name = 'name an earlier document, or a branch, tag or commit: --base main'
  const top = git(projectDir, ['rev-parse', '--show-toplevel'])
  if (top === null)
    return new Failure(
      'usage',
      `--base: ${base} is no file, and ${relative(process.cwd(), projectDir) || '.'} is in no repository of Git that could have it as a revision`,
      'name an earlier document as a file',
    )
  const commit = git(projectDir, [
    'rev-parse',
    '--verify',
    '--quiet',
    '--end-of-options',
    `${base}^{commit}`,
  ])
  if (commit !== null)
    return new Failure(
      'usage',
      `--base: ${base} is neither a file nor a revision that has ${wanted}`,
      name,
    )
  const isShallow = git(projectDir, ['rev-parse', '--is-shallow-repository'])?.trim() === 'true'
  return new Failure(
    'usage',
    `--base: ${base} is neither a file nor a revision that this ${isShallow ? 'shallow clone' : 'repository'} has`,
    isShallow
      ? 'fetch it first, or clone with all commits (fetch-depth: 0 of actions/checkout)'
      : name,
  )
}

/** Compiles documents that are not on the disk, as the project is compiled; they are for as long as it takes. */
const compileTexts = async (
  { project, root, contracts, files, settings }: BaseDocuments,
  inputs: Inputs,
): Promise<CompileResult> => {
  const { document, projectDir } = inputs
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'nexus-base-')))
  try {
    for (const [name, text] of Object.entries(files)) {
      const file = resolve(folder, name)
      if (!file.startsWith(folder + sep)) continue
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, text)
    }
    return await compile({
      ...inputs,
      schemas: settings?.schemas ?? inputs.schemas,
      document: {
        ...document,
        include: settings?.include ?? document.include,
        refRoot:
          document.refRoot === null
            ? null
            : inCopy(folder, join(project, relative(projectDir, document.refRoot))),
      },
      projectDir: join(folder, project),
      openapi: root === null ? null : join(folder, root),
      contracts: contracts.map(({ key, file }) => ({ key, abi: join(folder, file) })),
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Where a folder lies in a copy of the documents: one above all of them is the copy itself. */
const inCopy = (folder: string, path: string): string => {
  const full = resolve(folder, path)
  return full.startsWith(folder + sep) ? full : folder
}

/**
 * The document and the ABIs of the project at a revision; null when git has none of them. Which ones those were is in the
 * nexus.lock of then, not in its nexus.config.ts, which is code: where that does not say it, they are those of now.
 */
const committedDocuments = (inputs: Inputs, revision: string): BaseDocuments | null => {
  if (revision.startsWith('-')) return null
  const projectDir = realpathSync(inputs.projectDir)
  const top = git(projectDir, ['rev-parse', '--show-toplevel'])?.trim()
  if (top === undefined) return null
  const nameOf = (path: string): string => {
    const full = resolve(projectDir, path)
    return relative(top, existsSync(full) ? realpathSync(full) : full)
      .split(sep)
      .join('/')
  }
  const project = nameOf(projectDir)
  const then = configuredThen(top, revision, posix.join(project, lockPath))
  const named = (then?.contracts ?? inputs.contracts).map(({ key, abi }) => ({
    key,
    file: nameOf(abi),
  }))
  const abis = committedTexts(
    top,
    revision,
    named.map(({ file }) => file),
  )
  const { refRoot } = inputs.document
  const folders = refRoot === null ? [] : [nameOf(refRoot)]
  const documents = rootsOf(inputs, then).map((path) => {
    const root = nameOf(path)
    return { root, files: committedFiles(top, revision, root, folders) }
  })
  const document = documents.find(({ root, files }) => files.has(root))
  if (inputs.openapi === null ? abis.size === 0 : document === undefined) return null
  return {
    project,
    root: document?.root ?? null,
    contracts: named.filter(({ file }) => abis.has(file)),
    ...(then === null ? {} : settingsOf(then)),
    files: Object.fromEntries([...(document?.files ?? []), ...abis]),
  }
}

const configuredThen = (top: string, revision: string, lock: string): LockedInputs | null => {
  const text = committedTexts(top, revision, [lock]).get(lock)
  return text === undefined ? null : inputsOfLock(text)
}

/** Settings of a lock; none where it has what no configuration could: those of now count. */
const settingsOf = ({ settings }: LockedInputs): { readonly settings?: BaseSettings } => {
  const schemas = readSchemaOptions(settings.schemas)
  const document = readDocumentOptions({ include: settings.include })
  return 'problem' in schemas || 'problem' in document
    ? {}
    : { settings: { schemas: schemas.options, include: document.options.include } }
}

/** Where the document may have been: where it was configured, unless another one was asked for than is now. */
const rootsOf = (
  { projectDir, openapi, configured }: Inputs,
  then: LockedInputs | null,
): readonly string[] => {
  if (openapi === null) return []
  const old = then?.openapi ?? openapi
  const isAsked = resolve(projectDir, configured?.openapi ?? '') !== openapi
  return [...new Set(isAsked ? [openapi, old] : [old, openapi])]
}

// Owns the base of a comparison: an earlier version of the project's OpenAPI document and ABIs, from what the last
// generation remembered, from a revision of git, or from a file; compiled like the present one.

import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, posix, relative, resolve, sep } from 'node:path'
import { type BaseDocuments, type CompileResult, compile, lastDocuments } from '../../pipeline.js'
import { Failure } from '../failure.js'
import { counted, errorCount } from './compile.js'
import { configName, evaluateConfig } from './config.js'
import type { Inputs } from './inputs.js'

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
  const committed = await committedDocuments(inputs, 'HEAD')
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
  const committed = await committedDocuments(inputs, base)
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
  { project, root, contracts, files }: BaseDocuments,
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
      document: {
        ...document,
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

/** Files of a revision that may belong to a document. */
const filesMax = 2000

/** The document and the ABIs of the project at a revision; null when git has none of them. */
const committedDocuments = async (
  inputs: Inputs,
  revision: string,
): Promise<BaseDocuments | null> => {
  if (revision.startsWith('-')) return null
  const projectDir = realpathSync(inputs.projectDir)
  const top = git(projectDir, ['rev-parse', '--show-toplevel'])?.trim()
  if (top === undefined) return null
  const nameOf = (path: string): string =>
    relative(top, existsSync(path) ? realpathSync(path) : path)
      .split(sep)
      .join('/')
  const show = (name: string): string | null => git(top, ['show', `${revision}:${name}`])
  const project = nameOf(projectDir)
  const contracts = await committedContracts(inputs, show(posix.join(project, configName)))
  const abis = contracts.flatMap(({ key, abi }) => {
    const file = nameOf(abi)
    const text = show(file)
    return text === null ? [] : [{ key, file, text }]
  })
  const root = inputs.openapi === null ? null : nameOf(inputs.openapi)
  const { refRoot } = inputs.document
  const folders = [posix.dirname(root ?? ''), ...(refRoot === null ? [] : [nameOf(refRoot)])]
  const files = root === null ? {} : committedFiles(top, revision, root, folders)
  if (root === null ? abis.length === 0 : files[root] === undefined) return null
  return {
    project,
    root,
    contracts: abis.map(({ key, file }) => ({ key, file })),
    files: { ...files, ...Object.fromEntries(abis.map(({ file, text }) => [file, text])) },
  }
}

/** A document at a revision, with the documents below the folders, by their names in the repository. */
const committedFiles = (
  top: string,
  revision: string,
  root: string,
  folders: readonly string[],
): { readonly [name: string]: string } => {
  const names = folders.flatMap((folder) => {
    const below = folder === '' || folder.startsWith('..') ? './' : `${folder}/`
    const listed = git(top, ['ls-tree', '-r', '-z', '--name-only', revision, '--', below]) ?? ''
    return listed.split('\0').filter((name) => /\.(ya?ml|json)$/i.test(name))
  })
  const wanted = [...new Set([root, ...names])].slice(0, filesMax)
  return Object.fromEntries(textsAt(top, revision, wanted))
}

/** Files of a revision with their texts, those that are there, read by one process (git-cat-file, BATCH OUTPUT). */
const textsAt = (
  top: string,
  revision: string,
  names: readonly string[],
): (readonly [string, string])[] => {
  const told = names.filter((name) => !name.includes('\n'))
  const input = told.map((name) => `${revision}:${name}\n`).join('')
  const { status, stdout } = spawnSync('git', ['cat-file', '--batch'], {
    cwd: top,
    input,
    maxBuffer: outputBytesMax,
  })
  if (status !== 0) return []
  let at = 0
  return told.flatMap((name) => {
    const end = stdout.indexOf('\n', at)
    const size = / blob (\d+)$/.exec(stdout.toString('utf8', at, end))?.[1]
    at = end + 1
    if (size === undefined) return []
    const text = stdout.toString('utf8', at, at + Number(size))
    at += Number(size) + 1
    return [[name, text] as const]
  })
}

/** The contracts that a nexus.config.ts of then names; those of now where it says nothing that can be read. */
const committedContracts = async (
  { projectDir, contracts }: Inputs,
  config: string | null,
): Promise<Inputs['contracts']> => {
  if (config === null) return contracts
  try {
    const then = await evaluateConfig(projectDir, config)
    return then.contracts.map(({ key, abi }) => ({ key, abi: resolve(projectDir, abi) }))
  } catch (error) {
    if (error instanceof Failure) return contracts
    throw error
  }
}

const outputBytesMax = 256 * 1024 * 1024

/** What git prints, null when it fails or is not there. */
const git = (cwd: string, args: readonly string[]): string | null => {
  const { status, stdout } = spawnSync('git', [...args], {
    cwd,
    encoding: 'utf8',
    maxBuffer: outputBytesMax,
  })
  return status === 0 ? stdout : null
}

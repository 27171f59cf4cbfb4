// Owns the base of a comparison: an earlier version of the project's OpenAPI document, from what the last
// generation remembered, from a revision of git, or from a file; compiled like the present one.

import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, posix, relative, resolve, sep } from 'node:path'
import { type BaseDocuments, type CompileResult, compile, lastDocuments } from '../../pipeline.js'
import { Failure } from '../failure.js'
import type { Inputs } from './inputs.js'

/** An earlier version, and how it is called in messages. */
export interface ComparedBase {
  readonly name: string
  readonly result: CompileResult
}

/**
 * The version of the last generation; where nothing is remembered, that of git's HEAD; null without either.
 */
export const lastBase = async (inputs: Inputs): Promise<ComparedBase | null> => {
  const last = lastDocuments(inputs.projectDir)
  if (last !== null)
    return { name: 'the last generation', result: await compileTexts(last, inputs) }
  const committed = committedDocuments(inputs.openapi ?? '', 'HEAD')
  return committed === null ? null : { name: 'HEAD', result: await compileTexts(committed, inputs) }
}

/**
 * The version that `--base` names: a file that is there, else a revision of git.
 * @throws {Failure} `usage` when it is neither.
 */
export const namedBase = async (base: string, inputs: Inputs): Promise<ComparedBase> => {
  const openapi = inputs.openapi ?? ''
  const file = resolve(base)
  if (existsSync(file)) {
    const result = await compile({
      ...inputs,
      projectDir: dirname(file),
      openapi: file,
      contracts: [],
    })
    return { name: base, result }
  }
  const committed = committedDocuments(openapi, base)
  if (committed !== null) return { name: base, result: await compileTexts(committed, inputs) }
  throw new Failure(
    'usage',
    `--base: ${base} is neither a file nor a revision that has ${relative(process.cwd(), openapi)}`,
    'name an earlier document, or a branch, tag or commit: --base main',
  )
}

/** Compiles documents that are not on the disk, as the project is compiled; they are for as long as it takes. */
const compileTexts = async (
  { root, files }: BaseDocuments,
  inputs: Inputs,
): Promise<CompileResult> => {
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
      projectDir: folder,
      openapi: join(folder, root),
      contracts: [],
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Files of a revision that may belong to a document. */
const filesMax = 2000

/** The document at a revision, with the documents below its folder; null when git has none. */
const committedDocuments = (openapi: string, revision: string): BaseDocuments | null => {
  if (revision.startsWith('-')) return null
  const file = existsSync(openapi) ? realpathSync(openapi) : openapi
  const folder = dirname(file)
  const top = git(folder, ['rev-parse', '--show-toplevel'])?.trim()
  if (top === undefined) return null
  const inRepository = (path: string): string => relative(top, path).split(sep).join('/')
  const root = inRepository(file)
  if (git(top, ['cat-file', '-e', `${revision}:${root}`]) === null) return null
  const below = posix.dirname(root)
  const listed = git(top, ['ls-tree', '-r', '-z', '--name-only', revision, '--', `${below}/`]) ?? ''
  const names = listed.split('\0').filter((name) => /\.(ya?ml|json)$/i.test(name))
  const wanted = new Set([root, ...names.slice(0, filesMax)])
  const files = [...wanted].flatMap((name) => {
    const text = git(top, ['show', `${revision}:${name}`])
    return text === null ? [] : [[posix.relative(below, name), text] as const]
  })
  return { root: posix.relative(below, root), files: Object.fromEntries(files) }
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

// Owns where the checks of a project's answers come from in a test: its compiler, and what that made before of the
// same files. One test file of many finds them ready.

import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { StartError } from '../app/errors.js'

/** What `@nexusrt/cli/testing` gives. */
interface AnswerCode {
  readonly code: string | null
  readonly files: readonly string[]
}

/** What is kept of it: the digest of each file, null for one that is not there. */
interface Kept {
  readonly version: 1
  readonly files: Readonly<Record<string, string | null>>
  readonly code: string | null
}

/**
 * The text of a CommonJS module that hands the checks of the project's answers to `checkAnswers`; null when there are none.
 * @throws {StartError} when the compiler is not there, or the project does not compile.
 */
export const answerCodeOf = async (projectDir: string): Promise<string | null> => {
  const file = join(projectDir, '.nexus/answers.json')
  const kept = readKept(file)
  if (kept !== null && Object.entries(kept.files).every(isAsItWas)) return kept.code
  const since = performance.timeOrigin + performance.now()
  const { code, files } = await compiled(projectDir)
  if (!files.some((path) => isChangedSince(path, since))) keep(file, code, files)
  return code
}

const readKept = (file: string): Kept | null => {
  try {
    const kept = JSON.parse(readFileSync(file, 'utf8')) as Kept
    return kept.version === 1 ? kept : null
  } catch {
    return null
  }
}

const isAsItWas = ([file, digest]: readonly [string, string | null]): boolean =>
  digestOf(file) === digest

const digestOf = (file: string): string | null => {
  try {
    return createHash('sha256').update(readFileSync(file)).digest('hex')
  } catch {
    return null
  }
}

/** Saved while it was compiled: what was read of it is not known. */
const isChangedSince = (file: string, since: number): boolean =>
  (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0) >= since

/** A folder that cannot be written, or lies elsewhere, costs the next test its time, and nothing else. */
const keep = (file: string, code: string | null, files: readonly string[]): void => {
  if (lstatSync(dirname(file), { throwIfNoEntry: false })?.isSymbolicLink()) return
  const digests = Object.fromEntries(files.map((path) => [path, digestOf(path)]))
  const kept: Kept = { version: 1, files: digests, code }
  const own = `${file}.${process.pid}`
  try {
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(own, JSON.stringify(kept))
    renameSync(own, file)
  } catch {
    // Compiled again by the next one.
  }
}

const compilerName = '@nexusrt/cli/testing'

const compiled = async (projectDir: string): Promise<AnswerCode> => {
  const compiler = await import(/* @vite-ignore */ compilerUrl(projectDir))
  try {
    return await compiler.answerCode(projectDir)
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause)
    const message = `Answers cannot be held against their schemas: ${why}.`
    throw new StartError(message, `${helpOf(cause)}${without}`, { cause })
  }
}

const compilerUrl = (projectDir: string): string => {
  try {
    const found = createRequire(join(projectDir, 'package.json')).resolve(compilerName)
    return pathToFileURL(found).href
  } catch (cause) {
    const message = `Answers cannot be held against their schemas: @nexusrt/cli is not installed in ${projectDir}, nor above it.`
    throw new StartError(message, `Add it to devDependencies; ${without}`, { cause })
  }
}

const without = 'startApp(app, { checkAnswers: false }) does without.'

const helpOf = (error: unknown): string =>
  error instanceof Error && 'help' in error && typeof error.help === 'string'
    ? `${error.help}; `
    : ''

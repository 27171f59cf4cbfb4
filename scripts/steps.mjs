// Owns what the scripts share about steps: progress lines, content stamps, and errors with a next step.

import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))

const stampDir = join(root, '.setup')
const skippedDirs = new Set(['node_modules', 'dist', 'build', 'prebuilds', '.git'])

/** A failure that the reader can act on: what happened, and what to do next. */
export class StepError extends Error {
  constructor(message, help, output = '') {
    super(message)
    this.help = help
    this.output = output
  }
}

/** Prints a StepError as three parts: the end of the output, the error, the next step. */
export const printFailure = (error) => {
  if (!(error instanceof StepError)) {
    console.error(error)
    return
  }
  if (error.output.trim() !== '') console.error(error.output.trimEnd())
  console.error(`error: ${error.message}`)
  if (error.help) console.error(`  help: ${error.help}`)
}

/** Runs `work` between a line that says what begins and a line that says how long it took. */
export const step = async (title, work) => {
  const start = performance.now()
  process.stderr.write(`  ${title} ...\n`)
  const result = await work()
  const seconds = ((performance.now() - start) / 1000).toFixed(1)
  process.stderr.write(`  ${title}: done in ${seconds} s\n`)
  return result
}

/** SHA-256 over names and contents of files and folders below the root, plus `extra` strings. */
export const fingerprint = (paths, extra = []) => {
  const hash = createHash('sha256')
  for (const text of extra) hash.update(`${text}\0`)
  for (const path of paths) {
    for (const file of filesBelow(join(root, path))) {
      hash
        .update(`${relative(root, file)}\0`)
        .update(readFileSync(file))
        .update('\0')
    }
  }
  return hash.digest('hex')
}

const filesBelow = (path) => {
  if (!existsSync(path)) return []
  let entries
  try {
    entries = readdirSync(path, { withFileTypes: true })
  } catch {
    return [path]
  }
  return entries
    .filter((entry) => !skippedDirs.has(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) =>
      entry.isDirectory() ? filesBelow(join(path, entry.name)) : [join(path, entry.name)],
    )
}

/** What the step `name` was last completed for, '' when never. */
export const readStamp = (name) => {
  const file = join(stampDir, name)
  return existsSync(file) ? readFileSync(file, 'utf8') : ''
}

export const writeStamp = (name, text) => {
  mkdirSync(stampDir, { recursive: true })
  writeFileSync(join(stampDir, name), text)
}

export const forgetStamp = (name) => rmSync(join(stampDir, name), { force: true })

// Owns stack traces that name the project's sources instead of lines of a bundle. Development only.

import { existsSync, readFileSync } from 'node:fs'
import { SourceMap, type SourceMapPayload } from 'node:module'
import { dirname, relative, resolve } from 'node:path'

const mapsMax = 4
const maps = new Map<string, SourceMap | null>()

/** Makes `error.stack` refer to sources wherever a bundle has a `.map` beside it. Read when it is asked. */
export const mapStackTraces = (): void => {
  Error.prepareStackTrace = (error, sites) =>
    [String(error), ...sites.map((site) => `    at ${mapped(String(site))}`)].join('\n')
}

const mapped = (frame: string): string =>
  frame.replace(
    /([^\s(]+\.cjs):(\d+):(\d+)/,
    (text, file: string, line: string, column: string) => {
      const entry = sourceMapOf(file)?.findEntry(Number(line) - 1, Number(column) - 1)
      if (entry === undefined || !('originalSource' in entry)) return text
      const source = relative(process.cwd(), resolve(dirname(file), entry.originalSource))
      return `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`
    },
  )

const sourceMapOf = (file: string): SourceMap | null => {
  const known = maps.get(file)
  if (known !== undefined) return known
  const map = readMap(`${file}.map`)
  maps.set(file, map)
  // Bundles are numbered: the oldest is the one nobody runs any more.
  const [oldest] = maps.keys()
  if (maps.size > mapsMax && oldest !== undefined) maps.delete(oldest)
  return map
}

const readMap = (file: string): SourceMap | null => {
  if (!existsSync(file)) return null
  try {
    return new SourceMap(JSON.parse(readFileSync(file, 'utf8')) as SourceMapPayload)
  } catch {
    return null
  }
}

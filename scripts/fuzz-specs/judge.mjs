// Owns judging what comes of a hostile document: the compiler does not throw, says where it refuses, and what it
// writes is TypeScript that can be imported.

import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathProblems } from '../injection/attack.mjs'
import { shapeOf } from '../injection/shape.mjs'

/**
 * @typedef {object} Hostile
 * @property {string} file  `api.json`, `api.yaml`, `Market.json`.
 * @property {string} text
 * @property {boolean} isAbi
 * @property {unknown} [overlay]  What is laid over it.
 *
 * @typedef {object} Judged
 * @property {boolean} refused
 * @property {readonly string[]} codes  Of errors.
 * @property {readonly string[]} problems
 */

/**
 * A judge who compiles in a folder.
 * @param {(path: string) => Promise<object>} load  Gives a module of the compiler by its path.
 * @param {(files: readonly object[]) => unknown} importAll  An importer of modules.mjs.
 */
export const openJudge = async (load, importAll) => {
  const [pipeline, source] = [await load('pipeline'), await load('diagnostics/source')]
  /** @type {(projectDir: string, hostile: Hostile) => Promise<Judged>} */
  return async (projectDir, { file, text, isAbi, overlay }) => {
    writeFileSync(join(projectDir, file), text)
    const overlays = overlay === undefined ? [] : [join(projectDir, 'overlay.json')]
    for (const each of overlays) writeFileSync(each, JSON.stringify(overlay))
    const input = isAbi
      ? { openapi: null, contracts: [{ key: 'market', abi: file }] }
      : { openapi: file, contracts: [], document: { overlays } }
    const result = await pipeline.compile({ projectDir, ...input })
    const errors = result.diagnostics.filter(({ severity }) => severity === 'error')
    const problems = unlocated(result, source.resolvePosition)
    const codes = errors.map(({ code }) => code)
    if (errors.length > 0) return { refused: true, codes, problems }
    return {
      refused: false,
      codes,
      problems: [...problems, ...written(pipeline, result, importAll)],
    }
  }
}

const written = (pipeline, result, importAll) => {
  const { accountFor, conformanceOf, mockAnswersOf, clientOf } = pipeline
  for (const write of [accountFor, conformanceOf, (each) => mockAnswersOf(each, 1)]) write(result)
  const client = clientOf(result)
  const files =
    client === null ? result.files : [...result.files, { path: 'client.ts', text: client }]
  for (const { path, text } of files) shapeOf(path, text)
  importAll(files)
  return pathProblems(files)
}

const unlocated = ({ diagnostics, sources }, resolvePosition) =>
  diagnostics
    .filter(({ code, at }) =>
      at === null
        ? !isOfNoPlace(code)
        : isRead(sources, at) && resolvePosition(sources, at) === null,
    )
    .map(({ code, message }) => `${code} has no place: ${message}`)

/** How many more errors there are is said of no place. */
const isOfNoPlace = (code) => code === 'NX2016'

/** A file that is not read, because it is too large, has no places in it. */
const isRead = (sources, at) => sources.has(at.file)

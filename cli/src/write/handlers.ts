// Owns finding handlers that their user put elsewhere than in the folder of the tag.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { OperationPlan } from '../ir/plan/api.js'
import { readLock } from './lock.js'
import { Target } from './target.js'

const handlersFolder = 'src/handlers'

/** What finding needs to know of an operation. */
export type HandledOperation = Pick<OperationPlan, 'name' | 'handlerFile'>

/**
 * Handlers by the name of their operation, without ending and below `src`, where the place that the tag
 * asks for is empty and another folder has a file of the same name that exports the handler. Those that lie where
 * they were made are none of them: they move with their operation.
 */
export const movedHandlers = (
  projectDir: string,
  operations: readonly HandledOperation[],
): ReadonlyMap<string, string> => {
  const files = handlerFiles(projectDir)
  if (operations.every(({ handlerFile }) => files.has(handlerFile))) return new Map()
  const made = readLock(new Target(projectDir))
  const planned = new Set(operations.map(({ handlerFile }) => handlerFile))
  const moved = new Map<string, string>()
  for (const { name, handlerFile } of operations) {
    if (files.has(handlerFile)) continue
    const base = handlerFile.slice(handlerFile.lastIndexOf('/'))
    const found = [...files].find(
      (file) =>
        file.endsWith(base) &&
        !planned.has(file) &&
        !made?.files.has(`src/${file}.ts`) &&
        exportsName(projectDir, file, name),
    )
    if (found !== undefined) moved.set(name, found)
  }
  return moved
}

/** Regular files, links not followed; sorted, so that the same one is found on every machine. */
const handlerFiles = (projectDir: string): ReadonlySet<string> => {
  try {
    const entries = readdirSync(join(projectDir, handlersFolder), { withFileTypes: true })
    const files = entries.flatMap((folder) =>
      folder.isDirectory() ? filesOf(projectDir, folder.name) : [],
    )
    return new Set(files.sort())
  } catch (error) {
    if (error instanceof Error && 'code' in error) return new Set()
    throw error
  }
}

const filesOf = (projectDir: string, folder: string): string[] =>
  readdirSync(join(projectDir, handlersFolder, folder), { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => `handlers/${folder}/${entry.name.slice(0, -'.ts'.length)}`)

const exportsName = (projectDir: string, file: string, name: string): boolean => {
  const text = readFileSync(join(projectDir, 'src', `${file}.ts`), 'utf8')
  const escaped = name.replaceAll('$', '\\$')
  const declared = `export\\s+(?:const|let|var|(?:async\\s+)?function)\\s+${escaped}(?![\\w$])`
  const listed = `export\\s*\\{[^}]*(?<![\\w$])${escaped}\\s*[,}]`
  return new RegExp(`^\\s*(?:${declared}|${listed})`, 'm').test(text)
}

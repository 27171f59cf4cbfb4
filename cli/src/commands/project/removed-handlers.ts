// Owns noticing that a handler which was set aside is still compiled: its operation is gone, so it has errors.

import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { diagnostic } from '../../diagnostics/codes.js'
import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import type { WriteResult } from '../../pipeline.js'
import { projectTypeScript, readTsconfig } from './typescript.js'

const removedFolder = 'src/handlers/_removed/'

/**
 * A warning where tsconfig.json, as the project's own TypeScript reads it, compiles what was just set aside.
 * Nothing without such a move, and nothing where no TypeScript is installed: then nobody checks types.
 */
export const compiledRemoved = (
  projectDir: string,
  moved: WriteResult['moved'],
): readonly Diagnostic[] => {
  const aside = moved.map(({ to }) => to).filter((path) => path.startsWith(removedFolder))
  if (aside.length === 0 || !existsSync(join(projectDir, 'tsconfig.json'))) return []
  const found = projectTypeScript(projectDir)
  if (found.kind === 'none') return []
  const compiled = readTsconfig(found.ts, resolve(projectDir)).fileNames.map((file) =>
    resolve(file),
  )
  const first = aside.find((path) => compiled.includes(resolve(projectDir, path)))
  if (first === undefined) return []
  const message = `tsconfig.json compiles ${first}, whose operation is gone: type checks fail there`
  return [diagnostic('NX5011', { message, at: { file: 'tsconfig.json', pointer: '' } })]
}

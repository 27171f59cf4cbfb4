// Owns what the text of a handler's file tells without being compiled: that it is a stub, or answers another operation.

import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { CompileResult } from '../../pipeline.js'

type Planned = NonNullable<NonNullable<CompileResult['plan']>['api']>['operations'][number]

/** A place in a handler's file, and what is the matter there. */
export interface HandlerFault {
  readonly operation: Planned
  /** From the project. */
  readonly file: string
  /** From 1. */
  readonly line: number
  readonly message: string
}

/** Handlers that are the stub which was made for them. */
export const stubs = (compiled: CompileResult): readonly HandlerFault[] =>
  faults(compiled, ({ name, method, path }, text) => {
    const index = text.split(/\r?\n/).findIndex((line) => /\.stub\(\s*\)/.test(withoutTail(line)))
    return index === -1 ? null : { index, message: `${method} ${path} (${name}) answers 501` }
  })

/**
 * Handlers that are bound to an operation other than the one that their export answers. TypeScript sees none of them:
 * every handler has the same type. Only what is certain is told, as the scaffolds write it:
 * `export const NAME = op.handler(...)` with `op` imported from the generated operations.
 */
export const misboundHandlers = (compiled: CompileResult): readonly HandlerFault[] =>
  faults(compiled, ({ name, method, path }, text) => {
    const bound = boundExport(name, text)
    const other = bound === null ? undefined : importedOperations(text).get(bound.local)
    if (bound === null || other === undefined || other === name) return null
    const message = `${name} is to answer ${method} ${path}, and is a handler of the operation ${other}: import { ${name} as ${bound.local} }`
    return { index: text.slice(0, bound.at).split('\n').length - 1, message }
  })

const faults = (
  { plan, projectDir }: CompileResult,
  find: (operation: Planned, text: string) => { index: number; message: string } | null,
): readonly HandlerFault[] =>
  (plan?.api?.operations ?? []).flatMap((operation) => {
    const file = `src/${operation.handlerFile}.ts`
    const full = join(projectDir, file)
    // What else is in its place, `nexus generate` tells.
    const isFile = statSync(full, { throwIfNoEntry: false })?.isFile() === true
    const found = isFile ? find(operation, bare(readFileSync(full, 'utf8'))) : null
    if (found === null) return []
    return [{ operation, file, line: found.index + 1, message: found.message }]
  })

/** Block comments become blanks, so that lines stay where they are. */
const bare = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '))

const withoutTail = (line: string): string => line.replace(/\/\/.*$/, '')

const boundExport = (name: string, text: string): { at: number; local: string } | null => {
  const escaped = name.replaceAll('$', '\\$')
  const pattern = `^export const ${escaped}\\s*(?::[^=\\n]*)?=\\s*([\\w$]+)\\s*\\.\\s*(?:handler|stub)\\b`
  const match = new RegExp(pattern, 'm').exec(text)
  return match === null ? null : { at: match.index, local: match[1] ?? '' }
}

/** What is imported from the generated operations, by the name that it has here. */
const importedOperations = (text: string): ReadonlyMap<string, string> => {
  const found = text.matchAll(
    /^import\s*\{([^{}]*)\}\s*from\s*['"][^'"\n]*generated\/operations(?:\/[^'"\n]*)?['"]/gm,
  )
  const names = [...found].flatMap(([, list = '']) => list.split(','))
  return new Map(
    names.flatMap((each): [string, string][] => {
      const match = /^\s*([\w$]+)(?:\s+as\s+([\w$]+))?\s*$/.exec(each)
      return match?.[1] === undefined ? [] : [[match[2] ?? match[1], match[1]]]
    }),
  )
}

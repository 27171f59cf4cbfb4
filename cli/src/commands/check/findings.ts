// Owns gathering the findings of `nexus check`, one function for each kind.

import { resolvePosition } from '../../diagnostics/source.js'
import {
  accountFor,
  type CompileResult,
  changeRules,
  type LedgerEntry,
  type WriteResult,
} from '../../pipeline.js'
import type { ComparedBase } from '../project/base.js'
import { bundleErrors } from '../project/bundle.js'
import { type HandlerFault, misboundHandlers, stubs } from '../project/handler-files.js'
import { causeOf, type PlacedChange, placedChanges, useOf } from '../project/placed-changes.js'
import { staleFiles } from '../project/stale.js'
import type { CheckKind, Finding } from './kinds.js'

/** Errors of the compiler; with one nothing else can be said. */
export const errorFindings = ({ diagnostics, sources }: CompileResult): readonly Finding[] =>
  diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ code, message, at }) => {
      const place = at === null ? null : resolvePosition(sources, at)
      return {
        kind: 'error',
        rule: code,
        message,
        met: null,
        file: at?.file ?? '',
        place: placeOf(place),
      }
    })

const placeOf = (position: { line: number; column: number } | null): Finding['place'] =>
  position === null ? null : { line: position.line, column: position.column }

/** Files that generating would change. */
export const staleFindings = (
  written: WriteResult,
  edited: readonly string[],
): readonly Finding[] =>
  staleFiles(written, edited).map(({ file, what }) => {
    const met = { cause: what, what: `each ${what}`, at: file }
    return { kind: 'stale', rule: 'stale', message: what, met, file, place: null }
  })

/** Operations whose handler is the stub that was made for it. */
export const unimplementedFindings = (compiled: CompileResult): readonly Finding[] =>
  stubs(compiled).map((fault) => handlerFinding('unimplemented', 'unimplemented', fault))

/**
 * What does not become a server: code that does not bundle, and handlers of another operation. Types are the type
 * checker's to tell.
 */
export const brokenFindings = async (compiled: CompileResult): Promise<readonly Finding[]> => [
  ...(await bundleErrors(compiled.projectDir)).map(
    ({ message, file, place }): Finding => ({
      kind: 'broken',
      rule: 'code-error',
      message,
      met: null,
      file,
      place,
    }),
  ),
  ...misboundHandlers(compiled).map((fault) =>
    handlerFinding('broken', 'handler-of-another-operation', fault),
  ),
]

const handlerFinding = (
  kind: CheckKind,
  rule: string,
  { message, file, line }: HandlerFault,
): Finding => ({ kind, rule, message, met: null, file, place: { line, column: 1 } })

/** Changes since the base that break clients; those that only break handlers are the type checker's to tell. */
export const breakingFindings = (base: ComparedBase, compiled: CompileResult): readonly Finding[] =>
  placedChanges(base.result, compiled)
    .filter(({ audience }) => audience === 'http')
    .map((change) => changeFinding('breaking', change))

/** Changes of ABIs since the base: a chain tells them late, and the type checker not all. */
export const contractFindings = (base: ComparedBase, compiled: CompileResult): readonly Finding[] =>
  placedChanges(base.result, compiled)
    .filter(({ rule, audience }) => changeRules[rule].of === 'contract' && audience !== 'nobody')
    .map((change) => changeFinding('contract', change))

const changeFinding = (kind: CheckKind, change: PlacedChange): Finding => {
  const { rule, message, file, line, column, side } = change
  const where = useOf(change)
  return {
    kind,
    rule,
    message: where === '' || message.startsWith(where) ? message : `${where}: ${message}`,
    met: { cause: causeOf(change), what: message, at: where },
    file,
    place: side === 'before' || line === 0 ? null : { line, column },
  }
}

/** Keywords without effect of which there are more than at the base. */
export const ledgerFindings = (base: ComparedBase, compiled: CompileResult): readonly Finding[] => {
  const known = new Map<string, number>()
  for (const entry of ignoredIn(base.result))
    known.set(keyOf(entry), (known.get(keyOf(entry)) ?? 0) + 1)
  return [...groups(ignoredIn(compiled))].flatMap(([key, entries]) =>
    entries.slice(known.get(key) ?? 0).map(ledgerFinding),
  )
}

/** A keyword that has no effect, as a finding. */
const ledgerFinding = ({ object, keyword, why, file, line, column }: LedgerEntry): Finding => ({
  kind: 'ledger',
  rule: 'ignored-keyword',
  message: `\`${keyword}\` of the ${object} Object has no effect${why === null ? '' : ` (${why})`}`,
  met: null,
  file,
  place: line === 0 ? null : { line, column },
})

const ignoredIn = (result: CompileResult): readonly LedgerEntry[] =>
  accountFor(result)?.entries.filter(({ support }) => support === 'ignored') ?? []

const keyOf = ({ object, keyword }: LedgerEntry): string => `${object} ${keyword}`

const groups = (entries: readonly LedgerEntry[]): Map<string, LedgerEntry[]> => {
  const found = new Map<string, LedgerEntry[]>()
  for (const entry of entries) {
    const group = found.get(keyOf(entry))
    if (group === undefined) found.set(keyOf(entry), [entry])
    else group.push(entry)
  }
  return found
}

// Owns how the ledger is printed, and the refusal of keywords without effect under `--strict`.

import { visible } from '../../diagnostics/visible.js'
import { accountFor, type CompileResult, type Ledger, type LedgerEntry } from '../../pipeline.js'
import { Failure } from '../failure.js'
import { counted } from '../project/compile.js'
import type { Terminal } from '../terminal.js'

/** Prints every occurrence, one a line, and the sums; as JSON when that is asked for. */
export const printLedger = (
  compiled: CompileResult,
  options: { readonly json?: boolean },
  terminal: Terminal,
): void => {
  const ledger = requireLedger(compiled)
  if (options.json) {
    terminal.print(JSON.stringify({ ...sumsOf(ledger), entries: ledger.entries }, null, 1))
    return
  }
  if (ledger.entries.length > 0)
    terminal.print(ledger.entries.map((each) => lineOf(each, terminal)).join('\n'))
  terminal.print(`${summaryOf(ledger)}`)
}

const ignoredShownMax = 20

/**
 * @throws {Failure} `ignored` when a keyword has no effect; the first of them are printed when nobody told them.
 */
export const refuseIgnored = (
  compiled: CompileResult,
  terminal: Terminal,
  entries: 'told' | 'untold',
): void => {
  refuseImpossible(compiled)
  refuseBacktracking(compiled)
  const ignored = requireLedger(compiled).entries.filter(({ support }) => support === 'ignored')
  if (ignored.length === 0) return
  if (entries === 'untold') {
    for (const entry of ignored.slice(0, ignoredShownMax)) terminal.warn(lineOf(entry, terminal))
    const rest = ignored.length - ignoredShownMax
    if (rest > 0) terminal.warn(`... and ${rest} more`)
  }
  const help = 'remove them, or read what becomes of each: `nexus generate --ledger`'
  throw new Failure('ignored', `${counted(ignored.length, 'keyword')} without effect`, help)
}

/** Warnings about schemas that accept nothing: they are printed already. */
const impossible: ReadonlySet<string> = new Set(['NX2108', 'NX2121'])

const refuseImpossible = ({ diagnostics }: CompileResult): void => {
  const found = diagnostics.filter(({ code }) => impossible.has(code))
  if (found.length === 0) return
  const help = 'see the warnings NX2108 and NX2121'
  const accept = found.length === 1 ? '1 schema accepts' : `${found.length} schemas accept`
  throw new Failure('ignored', `${accept} nothing`, help)
}

/** Warnings about patterns that other tools cannot run safely, and the server not whole. */
const backtracking: ReadonlySet<string> = new Set(['NX1101', 'NX2112'])

const refuseBacktracking = ({ diagnostics }: CompileResult): void => {
  const found = diagnostics.filter(({ code }) => backtracking.has(code))
  if (found.length === 0) return
  const help = 'see the warnings NX1101 and NX2112'
  throw new Failure('ignored', `${counted(found.length, 'pattern')} prone to backtracking`, help)
}

const requireLedger = (compiled: CompileResult): Ledger => {
  const ledger = accountFor(compiled)
  if (ledger !== null) return ledger
  const help = 'name one with --openapi, or as `openapi` in nexus.config.ts'
  throw new Failure('usage', 'a ledger is kept of an OpenAPI document, and there is none', help)
}

const words = { enforced: 'enforced', typed: 'typed   ', ignored: 'ignored ' } as const

const lineOf = (entry: LedgerEntry, { paint }: Terminal): string => {
  const { file, line, column, support, object, keyword, why, use } = entry
  const colour = { enforced: paint.green, typed: paint.dim, ignored: paint.yellow }[support]
  const notes = [why, use === 'nowhere' ? 'no operation uses it' : null].filter(
    (each) => each !== null,
  )
  const note = notes.length === 0 ? '' : paint.dim(`  (${notes.join('; ')})`)
  return `${visible(file)}:${line}:${column}  ${colour(words[support])}  ${object}: ${visible(keyword)}${note}`
}

const sumsOf = ({ entries, extensions }: Ledger) => {
  const count = (support: LedgerEntry['support']): number =>
    entries.filter((entry) => entry.support === support).length
  return {
    keywords: entries.length,
    enforced: count('enforced'),
    typed: count('typed'),
    ignored: count('ignored'),
    extensions,
  }
}

const summaryOf = (ledger: Ledger): string => {
  const { keywords, enforced, typed, ignored, extensions } = sumsOf(ledger)
  const more = extensions === 0 ? '' : `; ${counted(extensions, 'extension')} (x-...) beside them`
  return `${counted(keywords, 'keyword')}: ${enforced} enforced, ${typed} typed only, ${ignored} ignored${more}`
}

// Owns `nexus generate --plan`: what the next generation would do to the project's files, to its clients, and to
// its handlers. Nothing is written.

import { visible } from '../../diagnostics/visible.js'
import type { CompileResult, WriteResult } from '../../pipeline.js'
import { brokenBecause, type ComparedBase } from '../project/base.js'
import { byCause, countedCauses, firstFew } from '../project/causes.js'
import { counted } from '../project/compile.js'
import { causeOf, type PlacedChange, placedChanges, useOf } from '../project/placed-changes.js'
import type { Terminal } from '../terminal.js'

/** What would happen; plain data, as `--json` prints it. */
export interface RegenerationPlan {
  readonly files: readonly {
    readonly action: FileAction
    readonly path: string
    readonly to?: string
  }[]
  /** What has another name than the last generation gave it. */
  readonly renamed: WriteResult['renamed']
  /** null: there was nothing to compare with. */
  readonly base: string | null
  /** Why an earlier version that is there cannot be compared with; null else. */
  readonly uncompared: string | null
  readonly changes: readonly PlacedChange[]
}

type FileAction = 'write' | 'create' | 'merge' | 'move' | 'remove' | 'edit' | 'conflict'

export const planOf = (
  written: WriteResult,
  edited: readonly string[],
  base: ComparedBase | null,
  compiled: CompileResult,
): RegenerationPlan => {
  const of = (action: FileAction, paths: readonly string[]) =>
    paths.map((path) => ({ action, path }))
  const conflicts = written.conflicts.map(({ path }) => path)
  const why = base === null ? null : brokenBecause(base)
  const compared = why === null ? base : null
  return {
    files: [
      ...of('write', written.stale),
      ...of('create', written.scaffolded),
      ...of('merge', written.merged),
      ...written.moved.map(({ from, to }) => ({ action: 'move' as const, path: from, to })),
      ...of('remove', written.removed),
      ...of('edit', edited),
      ...of('conflict', conflicts),
    ],
    renamed: written.renamed,
    base: compared?.name ?? null,
    uncompared: why === null ? null : `${base?.name} cannot be compared with: ${why}`,
    changes: compared === null ? [] : placedChanges(compared.result, compiled),
  }
}

export const printPlanned = (
  plan: RegenerationPlan,
  options: { readonly json?: boolean },
  terminal: Terminal,
): void => {
  if (options.json) {
    terminal.print(JSON.stringify(plan, null, 1))
    return
  }
  const { paint } = terminal
  const lines = plan.files.map(
    ({ action, path, to }) => `  ${action.padEnd(8)} ${path}${to === undefined ? '' : ` -> ${to}`}`,
  )
  terminal.print(paint.bold(plan.files.length === 0 ? 'files: nothing would change' : 'files'))
  if (lines.length > 0) terminal.print(lines.join('\n'))
  printRenames(plan, terminal)
  if (plan.base === null) {
    const why =
      plan.uncompared ??
      'there is no earlier version to compare with (it is remembered from now on)'
    terminal.print(paint.bold(`changes: ${visible(why)}`))
    return
  }
  for (const [audience, title] of audiences) {
    const changes = plan.changes.filter((change) => change.audience === audience)
    const causes = byCause(changes, causeOf)
    const count =
      changes.length === 0 ? 'nothing' : countedCauses(changes.length, causes.length, 'change')
    terminal.print(paint.bold(`${title}, since ${plan.base}: ${count}`))
    if (causes.length > 0) terminal.print(causes.map((each) => `  ${changeLine(each)}`).join('\n'))
  }
}

const printRenames = ({ renamed }: RegenerationPlan, { paint, print }: Terminal): void => {
  const count = renamed.length === 0 ? 'nothing' : counted(renamed.length, 'name')
  print(paint.bold(`renamed: ${count}`))
  for (const { of, from, to } of renamed) print(`  ${visible(of)}: ${from} -> ${to}`)
}

const audiences = [
  ['http', 'breaks clients (HTTP)'],
  ['types', 'breaks handlers (types)'],
  ['nobody', 'adds or announces'],
] as const

/** `specs/api.yaml:12:5  GET /pets query limit: was ... [parameter-became-required]` */
const changeLine = (group: readonly [PlacedChange, ...PlacedChange[]]): string => {
  const [first] = group
  const { file, line, column, message, rule, side } = first
  const from = side === 'before' ? ' (before)' : ''
  const where = useOf(first)
  const words = where === '' ? message : `${where}: ${message}`
  const met = `${message}, in ${group.length} places: ${firstFew(group.map(useOf))}`
  const text = group.length === 1 ? words : met
  return `${visible(`${file}:${line}:${column}${from}  ${text}`)}  [${rule}]`
}

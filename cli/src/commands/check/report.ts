// Owns how the findings of `nexus check` are printed: for people and for programs.

import { visible } from '../../diagnostics/visible.js'
import { byCause, countedCauses, firstFew } from '../project/causes.js'
import type { Terminal } from '../terminal.js'
import { type CheckKind, type Finding, kinds } from './kinds.js'
import { type SarifPlace, sarifOf } from './sarif.js'

export const formats = ['text', 'json', 'sarif'] as const
export type ReportFormat = (typeof formats)[number]

/** The findings as text in a format; SARIF also says where the project lies in its repository. */
export const render = (
  findings: readonly Finding[],
  format: ReportFormat,
  terminal: Pick<Terminal, 'paint'>,
  place: SarifPlace,
): string => {
  switch (format) {
    case 'text':
      return renderText(findings, terminal)
    case 'json':
      return JSON.stringify({ counts: countsOf(findings), findings: findings.map(plain) }, null, 1)
    case 'sarif':
      return JSON.stringify(sarifOf(findings, place), null, 1)
  }
}

/** Programs group as they like. */
const plain = ({ met: _, ...finding }: Finding) => finding

const titles: Readonly<Record<CheckKind, string>> = {
  error: 'errors of the document',
  breaking: 'breaks clients',
  contract: 'breaks code that calls contracts',
  ledger: 'has no effect',
  stale: 'stale: run `nexus generate`',
  unimplemented: 'not implemented',
}

const countsOf = (findings: readonly Finding[]) =>
  Object.fromEntries(
    kinds.map((kind) => [kind, findings.filter((each) => each.kind === kind).length]),
  )

const renderText = (findings: readonly Finding[], { paint }: Pick<Terminal, 'paint'>): string => {
  if (findings.length === 0) return paint.green('nothing was found')
  return kinds
    .flatMap((kind) => {
      const own = findings.filter((finding) => finding.kind === kind)
      if (own.length === 0) return []
      const causes = byCause(own, ({ met, ...each }) => met?.cause ?? JSON.stringify(each))
      const count = countedCauses(own.length, causes.length, 'finding')
      return [paint.bold(`${titles[kind]} (${count})`), ...causes.map(lineOf)]
    })
    .join('\n')
}

const lineOf = (group: readonly [Finding, ...Finding[]]): string => {
  const [{ file, place, message, rule, kind, met }] = group
  const suffix = rule === kind ? '' : `  [${rule}]`
  const where = place === null ? file : `${file}:${place.line}:${place.column}`
  if (met === null || group.length === 1) return `  ${visible(`${where}  ${message}`)}${suffix}`
  const all = group.flatMap((each) => each.met?.at ?? [])
  const line =
    kind === 'stale'
      ? `${all.length} files  ${met.what}: ${firstFew(all)}`
      : `${where}  ${met.what}, in ${all.length} places: ${firstFew(all)}`
  return `  ${visible(line)}${suffix}`
}

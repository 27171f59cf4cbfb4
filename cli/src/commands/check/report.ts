// Owns how the findings of `nexus check` are printed: for people and for programs.

import { visible } from '../../diagnostics/visible.js'
import { byCause, countedCauses, firstFew } from '../project/causes.js'
import type { Terminal } from '../terminal.js'
import { type CheckKind, type Finding, fails, kinds } from './kinds.js'
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
      return JSON.stringify(jsonOf(findings), null, 1)
    case 'sarif':
      return JSON.stringify(sarifOf(findings, place), null, 1)
  }
}

/** Programs group as they like; what is accepted is no finding of theirs. */
const jsonOf = (findings: readonly Finding[]) => {
  const of = (some: readonly Finding[]) => some.map(plain)
  return {
    counts: countsOf(findings),
    findings: of(findings.filter(fails)),
    accepted: of(findings.filter(({ accepted }) => accepted !== undefined)),
    unmatched: of(findings.filter(({ kind }) => kind === 'unmatched')),
  }
}

/** `where` is what `check.accept` names. */
const plain = ({ met, ...finding }: Finding) => {
  const isChange = finding.kind === 'breaking' || finding.kind === 'contract'
  return isChange ? { ...finding, where: met?.at ?? '' } : finding
}

const titles: Readonly<Record<CheckKind, string>> = {
  error: 'errors of the document',
  breaking: 'breaks clients',
  contract: 'breaks code that calls contracts',
  ledger: 'has no effect',
  broken: 'broken',
  stale: 'stale: run `nexus generate`',
  unimplemented: 'not implemented',
}

const countsOf = (findings: readonly Finding[]) =>
  Object.fromEntries(
    kinds.map((kind) => [
      kind,
      findings.filter((each) => each.kind === kind && fails(each)).length,
    ]),
  )

const renderText = (findings: readonly Finding[], { paint }: Pick<Terminal, 'paint'>): string => {
  const section = (title: string, own: readonly Finding[]): readonly string[] => {
    if (own.length === 0) return []
    const causes = byCause(own, causeOf)
    const count = countedCauses(own.length, causes.length, 'finding')
    return [paint.bold(`${title} (${count})`), ...causes.map(lineOf)]
  }
  const failing = findings.filter(fails)
  return [
    ...(failing.length === 0 ? [paint.green('nothing was found')] : []),
    ...kinds.flatMap((kind) =>
      section(
        titles[kind],
        failing.filter((finding) => finding.kind === kind),
      ),
    ),
    ...section(
      'accepted',
      findings.filter(({ accepted }) => accepted !== undefined),
    ),
    ...section(
      'accepted, and not there',
      findings.filter(({ kind }) => kind === 'unmatched'),
    ),
  ].join('\n')
}

/** One that is accepted here and not there is told twice. */
const causeOf = ({ met, ...each }: Finding): string =>
  JSON.stringify([met?.cause ?? each, each.accepted ?? null])

const lineOf = (group: readonly [Finding, ...Finding[]]): string => {
  const [{ file, place, message, rule, kind, met, accepted }] = group
  const name = rule === kind || kind === 'unmatched' ? '' : `  [${rule}]`
  const suffix = accepted === undefined ? name : `${name}  accepted: ${visible(accepted)}`
  const where = place === null ? file : `${file}:${place.line}:${place.column}`
  if (met === null || group.length === 1) return `  ${visible(`${where}  ${message}`)}${suffix}`
  const all = group.flatMap((each) => each.met?.at ?? [])
  const line =
    kind === 'stale'
      ? `${all.length} files  ${met.what}: ${firstFew(all)}`
      : `${where}  ${met.what}, in ${all.length} places: ${firstFew(all)}`
  return `  ${visible(line)}${suffix}`
}

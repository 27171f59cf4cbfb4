// Owns holding breaking changes against those that nexus.config.ts accepts.

import type { AcceptedBreak } from '../project/accepted-breaks.js'
import { configName } from '../project/config.js'
import type { Finding } from './kinds.js'

/** The findings, those that are accepted with their reason, and what is accepted and not there. */
export const withAccepted = (
  findings: readonly Finding[],
  accepted: readonly AcceptedBreak[],
): readonly Finding[] => {
  const met = new Set<AcceptedBreak>()
  const judged = findings.map((finding) => {
    const found = accepted.filter((each) => isMeant(each, finding))
    for (const each of found) met.add(each)
    const [first] = found
    return first === undefined ? finding : { ...finding, accepted: first.reason }
  })
  return [...judged, ...accepted.filter((each) => !met.has(each)).map(unmatched)]
}

const isMeant = ({ rule, where }: AcceptedBreak, finding: Finding): boolean =>
  (finding.kind === 'breaking' || finding.kind === 'contract') &&
  finding.rule === rule &&
  isLike(where, finding.met?.at ?? '')

/**
 * Whether a text is what a pattern says, of which each `*` stands for any text.
 *
 * @example
 * isLike('GET /beta/*', 'GET /beta/pets query limit') // true
 */
export const isLike = (pattern: string, text: string): boolean => {
  const [start = '', ...rest] = pattern.split('*')
  if (rest.length === 0) return text === start
  const end = rest.pop() ?? ''
  if (!text.startsWith(start) || text.length < start.length + end.length) return false
  let from = start.length
  for (const part of rest) {
    const at = text.indexOf(part, from)
    if (at < 0) return false
    from = at + part.length
  }
  return from <= text.length - end.length && text.endsWith(end)
}

const unmatched = ({ rule, where }: AcceptedBreak): Finding => ({
  kind: 'unmatched',
  rule: 'accepted-nothing',
  message: `accepts ${rule} of ${where}, which is not there (any more): remove it from check.accept`,
  met: null,
  file: configName,
  place: null,
})

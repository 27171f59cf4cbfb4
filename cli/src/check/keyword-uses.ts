// Owns the warnings about keywords that the IR does not carry: one for each keyword and object, with
// a count, so that a large document does not print thousands of lines.

import type { Code } from '../diagnostics/codes.js'
import type { Diagnostic } from '../diagnostics/diagnostic.js'
import type { Api, KeywordReason, KeywordUse } from '../ir/api.js'
import { aggregate } from './aggregate.js'

// What is left out is told where that is decided, each on its own.
const toldElsewhere = ['routeTaken', 'methodNotServed', 'leadsNowhere'] as const

type Told = Exclude<KeywordReason, (typeof toldElsewhere)[number]>

const codeOf: Record<Told, Code> = {
  notCompiled: 'NX2201',
  otherVersion: 'NX2013',
  besideRef: 'NX2014',
  unknown: 'NX2015',
}

const wording: Record<Told, (keyword: string, object: string) => string> = {
  notCompiled: (keyword, object) => `\`${keyword}\` of the ${object} Object is not enforced yet`,
  otherVersion: (keyword, object) =>
    `\`${keyword}\` is no keyword of the ${object} Object in this version`,
  besideRef: (keyword) => `\`${keyword}\` beside \`$ref\` has no effect in OpenAPI 3.0`,
  unknown: (keyword, object) => `\`${keyword}\` is no keyword of the ${object} Object`,
}

/** Keywords of 3.0 that 3.1 took out, and of 3.1 that 3.0 lacks, as the other version says the same. */
const replacements: Readonly<Record<string, string>> = {
  'Schema nullable':
    "write `type: [string, 'null']`, with the type that the schema has, or `anyOf` with `type: 'null'`",
  'Schema const': 'write `enum` with this one value, or raise the version of the document',
}

export const checkKeywords = (api: Api): readonly Diagnostic[] => {
  const groups = new Map<string, (KeywordUse & { readonly reason: Told })[]>()
  for (const use of api.keywordUses) {
    if (!isTold(use)) continue
    const key = `${use.reason} ${use.object} ${use.keyword}`
    const group = groups.get(key)
    if (group === undefined) groups.set(key, [use])
    else group.push(use)
  }
  return [...groups.values()].flatMap(warningFor)
}

const isTold = (use: KeywordUse): use is KeywordUse & { readonly reason: Told } =>
  !toldElsewhere.some((reason) => reason === use.reason)

const warningFor = (
  uses: readonly (KeywordUse & { readonly reason: Told })[],
): readonly Diagnostic[] => {
  const [first] = uses
  if (first === undefined) return []
  const text = wording[first.reason](first.keyword, first.object)
  return aggregate(
    codeOf[first.reason],
    uses.map(({ at }) => at),
    (count) => (count === 1 ? text : `${text} (${count} times)`),
    first.reason === 'otherVersion' ? replacements[`${first.object} ${first.keyword}`] : undefined,
  )
}

// Owns what a client has for exact numbers: where they stand in bodies, and the pieces of its code that look there.

import type { OperationPlan } from '../../ir/plan/api.js'
import type { PatternPlan } from '../../ir/plan/checks.js'
import type { DigitsPlan, DocumentDigits } from '../../ir/plan/digits.js'
import type { ApiPlan } from '../../ir/plan/output.js'
import { Code, code, join, literalKey, nothing, str } from '../code/code.js'

/** Pieces of the template: plain JSON where no number is exact. */
export const digitsView = ({ digits }: ApiPlan) => {
  const isExact = digits !== undefined
  const either = (exact: string, plain: string): Code => Code.of(isExact ? exact : plain)
  return {
    isExact,
    digits:
      digits === undefined ? [] : [...digits.nodes].map(([key, node]) => row(digits, key, node)),
    bodyText: either('exactText(body, definition.digits?.body?.[type])', 'JSON.stringify(body)'),
    linesCall: either(
      "linesBody(body, type.endsWith('json-seq') ? recordSeparator : '', definition.digits?.body?.[type])",
      "linesBody(body, type.endsWith('json-seq') ? recordSeparator : '')",
    ),
    lineText: either('exactText(each, name)', 'JSON.stringify(each)'),
    partText: either(
      'exactText(each, partDigits(definition, name, Array.isArray(value)))',
      'JSON.stringify(each)',
    ),
    itemText: either(
      "exactText(each, placeOfItem(digits[definition.digits?.body?.[type] ?? ''], i))",
      'JSON.stringify(each)',
    ),
    partValue: either(
      "exactValue(content, placeOfItem(digits[name ?? ''], i))",
      'JSON.parse(content)',
    ),
    answerName: either(
      "  const names = definition.digits?.replies ?? {}\n  const name = names[declared + ' ' + type]\n",
      '',
    ),
    eventName: either(", (event) => names[declared + ' ' + type + ' ' + event] ?? name", ''),
    eventParameter: either(',\n  nameOf: (event: string) => string | undefined', ''),
    answerValue: either('exactValue(content, name)', 'JSON.parse(content)'),
    // Of a header, whose text is all that there is.
    exactScalar: Code.of(
      digits?.integers === 'bigint'
        ? "  if (hint === 'exactInteger' && /^-?\\d{1,400}$/.test(value)) return BigInt(value)\n"
        : '',
    ),
    streamName: either(', name', ''),
    streamParameter: either(', name: string | undefined', ''),
    lineValue: either('exactValue(line, name)', 'JSON.parse(line)'),
    dataValue: either('exactValue(content, nameOf(event))', 'JSON.parse(content)'),
  }
}

const namesOf = new WeakMap<DocumentDigits['nodes'], ReadonlyMap<string, string>>()

const nameOf = ({ nodes }: DocumentDigits, key: string): Code => {
  const known =
    namesOf.get(nodes) ?? new Map([...nodes.keys()].map((each, i) => [each, `n${i + 1}`]))
  namesOf.set(nodes, known)
  return str(known.get(key) ?? '')
}

const row = (digits: DocumentDigits, key: string, node: DigitsPlan): Code => {
  const known = (each: string | null): each is string => each !== null && digits.nodes.has(each)
  const members = node.members.filter((member) => known(member.node))
  const names = (keys: readonly string[]): Code =>
    join(
      keys.map((each) => (known(each) ? nameOf(digits, each) : str(''))),
      ', ',
    )
  // One that leads to no exact number keeps others from being asked.
  const patterns = !node.patterns.some((each) => known(each.node))
    ? []
    : node.patterns.map(({ all, node: below }) => code`[[${expressions(all)}], ${names([below])}]`)
  const parts = [
    ...(node.becomes === null
      ? []
      : [code`becomes: ${str(node.becomes === 'bigint' ? 'bigint' : 'text')}`]),
    ...(node.orText ? [code`orText: true`] : []),
    ...(node.first.some(known) ? [code`first: [${names(node.first)}]`] : []),
    ...(known(node.items) ? [code`items: ${nameOf(digits, node.items)}`] : []),
    ...(members.length === 0
      ? []
      : [
          code`members: { ${join(
            members.map(
              (member) => code`${literalKey(member.name)}: ${nameOf(digits, member.node)}`,
            ),
            ', ',
          )} }`,
        ]),
    ...(patterns.length === 0 ? [] : [code`patterns: [${join(patterns, ', ')}]`]),
    ...(known(node.rest) ? [code`rest: ${nameOf(digits, node.rest)}`] : []),
  ]
  return code`${Code.of(nameOf(digits, key).text.slice(1, -1))}: { ${join(parts, ', ')} },`
}

/** A client asks names that it or its server made: as the document has them. */
const expressions = (all: readonly PatternPlan[]): Code =>
  join(
    all.map(({ source, flags }) => code`new RegExp(${str(source)}, ${str(flags)})`),
    ', ',
  )

/** The member of an operation's definition that names its exact bodies. */
export const digitsMember = (
  { file }: OperationPlan,
  digits: DocumentDigits | undefined,
): Code[] => {
  const own = digits?.operations.get(file)
  if (digits === undefined || own === undefined) return []
  const body = own.body.map(
    ({ mediaType, node }) => code`${literalKey(mediaType)}: ${nameOf(digits, node)}`,
  )
  const replies = own.replies.map(
    ({ status, mediaType, node }) =>
      code`${literalKey(`${status} ${mediaType}`)}: ${nameOf(digits, node)}`,
  )
  if (body.length + replies.length === 0) return []
  const parts = [
    body.length === 0 ? nothing : code`body: { ${join(body, ', ')} }`,
    replies.length === 0 ? nothing : code`replies: { ${join(replies, ', ')} }`,
  ].filter(({ text }) => text !== '')
  return [code`digits: { ${join(parts, ', ')} },`]
}

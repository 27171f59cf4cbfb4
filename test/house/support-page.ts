// Owns the table of support, `docs/reference/openapi.md`: made from the registry of keywords, never by hand.

import { descriptiveFormats, enforcedFormats } from '../../cli/src/ir/formats.js'
import type { Keyword, KeywordTable, Support } from '../../cli/src/ir/keywords/table.js'
import { keywords } from '../../cli/src/ir/keywords.js'

const head = `# What becomes of OpenAPI

Made from the compiler's registry of keywords (\`cli/src/ir/keywords/\`);
\`UPDATE_GOLDEN=1 npx vitest run test/house/docs.test.ts\` rewrites it.

- **enforced**: the generated server acts on it.
- **typed**: it shapes the generated types or their documentation; nothing at run time has to.
- **ignored**: it is understood and has no effect; every use warns, and \`nexus generate --strict\` refuses it.

\`nexus generate --ledger\` says the same of every keyword in your documents, with its file, line and column.
A keyword that is enforced in requests may only type answers: the column "in answers" says so. Keys that
start with \`x-\` are extensions, and no keywords.`

const words: Readonly<Record<Support, string>> = {
  enforced: 'enforced',
  typed: 'typed',
  ignored: 'ignored',
}

/**
 * The page as Markdown.
 *
 * @example
 * writeFileSync('docs/reference/openapi.md', renderSupportPage())
 */
export const renderSupportPage = (): string =>
  [
    head,
    ...Object.entries(keywords).map(([object, table]) => section(object, table)),
    formats(),
  ].join('\n\n')

const section = (object: string, table: KeywordTable): string => {
  const hasAnswers = Object.values(table).some(({ inAnswers }) => inAnswers !== undefined)
  const columns = ['Keyword', 'Support', ...(hasAnswers ? ['In answers'] : []), 'Versions', 'Note']
  const rows = Object.entries(table)
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([key, entry]) => [
      `\`${key}\``,
      words[entry.support],
      ...(hasAnswers ? [words[entry.inAnswers ?? entry.support]] : []),
      versions(entry),
      entry.note ?? '',
    ])
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`
  const lines = [line(columns), line(columns.map(() => '---')), ...rows.map(line)]
  return `## ${object} Object\n\n${lines.join('\n')}`
}

const versions = ({ since, until }: Keyword): string => {
  if (since !== undefined) return `${since} and later`
  return until === undefined ? 'all' : `until ${until}`
}

const formats = (): string => {
  const list = (names: ReadonlySet<string>): string =>
    [...names]
      .sort()
      .map((name) => `\`${name}\``)
      .join(', ')
  return `## Formats

Values of these are checked: ${list(enforcedFormats)}.

These ask nothing of a value as JSON: ${list(descriptiveFormats)}. All others only document, and every use warns.
`
}

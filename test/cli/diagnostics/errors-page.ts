// Owns the reference page of diagnostics, `docs/errors.md`: made from the registry, never by hand.

import type { CodeInfo } from '../../../cli/src/diagnostics/code-info.js'
import { codeFamilies, codes } from '../../../cli/src/diagnostics/codes.js'
import { storedExamples } from './examples.js'

/**
 * The page as Markdown. `UPDATE_GOLDEN=1` on its test rewrites the file.
 *
 * @example
 * writeFileSync('docs/errors.md', renderErrorsPage())
 */
export const renderErrorsPage = (): string =>
  [
    '# Errors and warnings',
    '',
    'Every finding of the compiler has a code. An error stops the command; a warning does not. This page',
    'is made from the registry in `cli/src/diagnostics/codes/`; `nexus explain CODE` prints an entry of it.',
    ...codeFamilies.flatMap(([prefix, title]) => section(prefix, title)),
    '',
  ].join('\n')

const section = (prefix: string, title: string): readonly string[] => {
  const rows = Object.entries<CodeInfo>(codes)
    .filter(([code]) => code.startsWith(prefix))
    .sort(([left], [right]) => (left < right ? -1 : 1))
  return rows.length === 0
    ? []
    : ['', `## ${title}`, ...rows.flatMap(([code, info]) => entry(code, info))]
}

const entry = (code: string, { severity, title, meaning, help }: CodeInfo): readonly string[] => [
  '',
  `### ${code} ${title}`,
  '',
  `${severity === 'error' ? 'Error' : 'Warning'}. ${meaning}`,
  '',
  `Next step: ${help}.`,
  ...exampleOf(code),
]

const exampleOf = (code: string): readonly string[] => {
  const text = storedExamples()[code]
  return text === undefined ? [] : ['', '```text', ...text.split('\n'), '```']
}

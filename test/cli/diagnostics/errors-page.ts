// Owns the reference page of diagnostics, `docs/errors.md`: made from the registry, never by hand.

import type { CodeInfo } from '../../../cli/src/diagnostics/code-info.js'
import { codes } from '../../../cli/src/diagnostics/codes.js'

const groups: readonly (readonly [prefix: string, title: string])[] = [
  ['NX1', 'Loading files'],
  ['NX2', 'Reading and checking an OpenAPI document'],
  ['NX3', 'Reading a Solidity ABI'],
  ['NX4', 'Planning'],
  ['NX5', 'Writing files'],
  ['NX9', 'The command line'],
]

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
    'is made from the registry in `cli/src/diagnostics/codes/`.',
    ...groups.flatMap(([prefix, title]) => section(prefix, title)),
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
]

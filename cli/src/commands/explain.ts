// Owns `nexus explain`: what a code of the compiler or a rule of `nexus check` means, from their registries.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Argument, Command } from 'commander'
import type { CodeInfo } from '../diagnostics/code-info.js'
import { codeFamilies, codes } from '../diagnostics/codes.js'
import { nearest } from '../diagnostics/suggest.js'
import { changeRules, templatesFolder } from '../pipeline.js'
import { ownRules, ruleText } from './check/rule-texts.js'
import { Failure } from './failure.js'
import { type OutputOptions, openTerminal, type Terminal } from './terminal.js'

const examples = `
Examples:
  nexus explain NX2104              a code, as errors and warnings have it
  nexus explain operation-removed   a rule of \`nexus check --base\`
  nexus explain                     all of them, by family`

/** Registers `explain`. */
export const explainCommand = (): Command =>
  new Command('explain')
    .description('Say what a code or a rule means, and what to do about it.')
    .addArgument(new Argument('[code]', 'a code such as NX2104, or a rule such as stale'))
    .addHelpText('after', examples)
    .action((code: string | undefined, options: OutputOptions) => {
      const terminal = openTerminal(options)
      terminal.print(explain(code ?? null, terminal))
    })

type Paint = Pick<Terminal, 'paint'>

/** What is known of one of them. */
interface Page {
  readonly id: string
  readonly title: string
  readonly kind: string
  readonly meaning: string
  readonly help: string
  readonly documented: string
  /** What it looks like; null where nothing short shows it. */
  readonly example: string | null
}

const codePage = ([id, info]: readonly [string, CodeInfo], examples: Examples): Page => ({
  id,
  title: info.title,
  kind: info.severity,
  meaning: info.meaning,
  help: info.help,
  documented: `docs/errors.md, ${id}`,
  example: examples[id] ?? null,
})

const rulePage = (id: keyof typeof changeRules): Page => ({
  id,
  kind: `change of ${changeRules[id].of === 'operation' ? 'an operation' : `a ${changeRules[id].of}`}`,
  ...ruleText(id),
  documented: 'docs/reference/breaking-changes.md',
  example: null,
})

const ownPage = (id: string): Page => ({
  id,
  kind: 'finding of `nexus check`',
  ...ruleText(id),
  documented: 'docs/cli.md, nexus check',
  example: null,
})

const codePages = (): readonly Page[] => {
  const examples = readExamples()
  return Object.entries<CodeInfo>(codes)
    .map((each) => codePage(each, examples))
    .sort((one, other) => (one.id < other.id ? -1 : 1))
}

/** What is printed for a small document that breaks the rule, by code. */
type Examples = Readonly<Record<string, string>>

const readExamples = (): Examples =>
  JSON.parse(readFileSync(join(templatesFolder('explain'), 'examples.json'), 'utf8')) as Examples

const rulePages = (): readonly Page[] =>
  (Object.keys(changeRules) as (keyof typeof changeRules)[]).map(rulePage)

const ownPages = (): readonly Page[] => Object.keys(ownRules).map(ownPage)

/** What may be asked for: codes, and rules of `nexus check`. */
export const explainedIds = (): readonly string[] => [
  ...Object.keys(codes).sort(),
  ...Object.keys(changeRules),
  ...Object.keys(ownRules),
]

/**
 * What one of them means; of null, all of them by family.
 *
 * @throws {Failure} `usage` where there is none of this name.
 */
export const explain = (asked: string | null, terminal: Paint): string =>
  asked === null ? listed(terminal) : explained(asked, terminal)

const explained = (asked: string, { paint }: Paint): string => {
  const pages = [...codePages(), ...rulePages(), ...ownPages()]
  const page = pages.find(({ id }) => id.toLowerCase() === asked.toLowerCase())
  if (page !== undefined)
    return [
      `${paint.bold(`${page.id}  ${page.title}`)} (${page.kind})`,
      '',
      page.meaning,
      '',
      `Next step: ${page.help}.`,
      ...(page.example === null ? [] : ['', paint.dim('For example:'), '', page.example]),
      '',
      paint.dim(`See ${page.documented}.`),
    ].join('\n')
  const close = nearest(
    asked,
    pages.map(({ id }) => id),
  )
  throw new Failure(
    'usage',
    `there is no code or rule ${asked}`,
    close === null ? '`nexus explain` lists all of them' : `did you mean ${close}?`,
  )
}

const listed = ({ paint }: Paint): string => {
  const all = codePages()
  const families = [
    ...codeFamilies.map(
      ([prefix, title]) => [title, all.filter(({ id }) => id.startsWith(prefix))] as const,
    ),
    ['Changes that `nexus check --base` tells', rulePages()] as const,
    ['What else `nexus check` finds', ownPages()] as const,
  ]
  return families
    .filter(([, pages]) => pages.length > 0)
    .map(([title, pages]) => {
      const width = Math.max(...pages.map(({ id }) => id.length))
      return [
        paint.bold(title),
        ...pages.map(({ id, title: what }) => `  ${id.padEnd(width)}  ${what}`),
      ].join('\n')
    })
    .join('\n\n')
}

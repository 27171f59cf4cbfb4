// Owns the examples of `nexus explain` and docs/errors.md: what the compiler prints for the documents of specs/invalid,
// which each break one rule. They are made of those goldens, never by hand.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../read/front.js'

/** Lines of an example, and characters of each. */
const [linesMax, charactersMax] = [12, 110]

interface Example {
  readonly code: string
  readonly text: string
}

const examplesOf = (rule: string): readonly Example[] =>
  readFileSync(join(root, 'specs/invalid', rule, 'expected.txt'), 'utf8')
    .trimEnd()
    .split(/\n\n(?=(?:error|warning) NX)/)
    .map((block) =>
      block.replaceAll(/specs\/invalid\/[\w-]+\/(?:spec(?=\.))?/g, (path) =>
        path.endsWith('spec') ? 'api' : '',
      ),
    )
    .map((text) => ({ code: /NX\d{4}/.exec(text)?.[0] ?? '', text }))

const isShort = ({ text }: Example): boolean => {
  const lines = text.split('\n')
  return lines.length <= linesMax && lines.every((line) => line.length <= charactersMax)
}

const all = (): readonly Example[] =>
  readdirSync(join(root, 'specs/invalid')).sort().flatMap(examplesOf)

/** Where they lie. */
export const examplesFile = 'templates/explain/examples.json'

/** Examples by their codes, as they are in the file. */
export const storedExamples = (): Readonly<Record<string, string>> =>
  JSON.parse(readFileSync(join(root, examplesFile), 'utf8')) as Record<string, string>

/** Those of the file that the compiler does not print any more. */
export const untrueExamples = (): readonly string[] => {
  const printed = new Set(all().map(({ text }) => text))
  return Object.values(storedExamples()).filter((text) => !printed.has(text))
}

/** By code, the shortest example of each that has one with a place; as JSON with one line for each. */
export const renderExamples = (): string => {
  const best = new Map<string, string>()
  for (const each of all()) {
    const known = best.get(each.code)
    if (!isShort(each) || !each.text.includes('-->')) continue
    if (known === undefined || each.text.length < known.length) best.set(each.code, each.text)
  }
  const sorted = [...best].sort(([one], [other]) => (one < other ? -1 : 1))
  return `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`
}

// Owns the findings of `nexus check` as SARIF 2.1.0 (OASIS), with what code scanning of GitHub asks for: each result
// with a place below the root of the repository, each rule with its descriptions and help.

import { posix } from 'node:path'
import { codes } from '../../diagnostics/codes.js'
import { changeMeaning, changeRules } from '../../pipeline.js'
import type { Finding } from './kinds.js'

/** What is said of a rule. */
interface RuleText {
  readonly title: string
  readonly meaning: string
  readonly help: string
}

/** Rules of findings that are no code of the compiler and no change of a contract. */
const ownRules: { readonly [id: string]: RuleText } = {
  stale: {
    title: 'generated code is stale',
    meaning: 'The committed code is not what the compiler makes of the documents.',
    help: 'run `nexus generate`, and commit what it wrote',
  },
  unimplemented: {
    title: 'an operation is not implemented',
    meaning: 'Its handler is the stub that was made for it: it answers 501.',
    help: 'write the handler',
  },
  ledger: {
    title: 'a keyword has no effect any more',
    meaning: 'The base enforced more of the document than this version.',
    help: 'see `nexus generate --ledger`',
  },
}

const isChange = (id: string): id is keyof typeof changeRules => Object.hasOwn(changeRules, id)

const ruleText = (id: string): RuleText => {
  if (isChange(id)) {
    const { of, title } = changeRules[id]
    const help =
      of === 'contract'
        ? 'change the code that calls the contract, or keep the ABI of what is deployed'
        : 'keep the old contract beside the new one, or release a new version of the API'
    return { title, meaning: changeMeaning(id), help }
  }
  const code = Object.hasOwn(codes, id) ? codes[id as keyof typeof codes] : null
  if (code !== null) return { title: code.title, meaning: code.meaning, help: code.help }
  return ownRules[id] ?? { title: id, meaning: id, help: 'see docs/cli.md' }
}

/** One run of one tool (3.13); `folder` is where the project lies in its repository, '' at its root. */
export const sarifOf = (findings: readonly Finding[], folder: string) => {
  const rules = [...new Set(findings.map(({ rule }) => rule))].sort()
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'nexus', rules: rules.map(ruleOf) } },
        columnKind: 'utf16CodeUnits',
        results: findings.map((finding) => resultOf(finding, rules.indexOf(finding.rule), folder)),
      },
    ],
  }
}

const ruleOf = (id: string) => {
  const { title, meaning, help } = ruleText(id)
  return {
    id,
    name: id,
    shortDescription: { text: title },
    fullDescription: { text: meaning },
    help: { text: `${meaning} Next step: ${help}.`, markdown: `${meaning}\n\nNext step: ${help}.` },
    defaultConfiguration: { level: levelOf(id) },
  }
}

const levelOf = (id: string) => (id === 'unimplemented' ? 'warning' : 'error')

const resultOf = ({ rule, message, file, place }: Finding, ruleIndex: number, folder: string) => ({
  ruleId: rule,
  ruleIndex,
  level: levelOf(rule),
  message: { text: message },
  locations: [
    {
      physicalLocation: {
        artifactLocation: { uri: uriOf(file, folder), uriBaseId: '%SRCROOT%' },
        // What is about a whole file is shown at its first line.
        region: { startLine: place?.line ?? 1, startColumn: place?.column ?? 1 },
      },
    },
  ],
})

/** Below the root of the repository (3.4.3, 3.4.4). */
const uriOf = (file: string, folder: string): string =>
  (posix.isAbsolute(file) ? file : posix.join(folder, file))
    .split('/')
    .map(encodeURIComponent)
    .join('/')

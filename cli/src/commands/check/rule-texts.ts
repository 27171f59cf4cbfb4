// Owns what is said of each rule that a finding of `nexus check` may have: in SARIF, and by `nexus explain`.

import { codes } from '../../diagnostics/codes.js'
import { changeMeaning, changeRules } from '../../pipeline.js'

/** What is said of a rule. */
export interface RuleText {
  readonly title: string
  readonly meaning: string
  readonly help: string
}

/** Rules of findings that are no code of the compiler and no change of a contract. */
export const ownRules: { readonly [id: string]: RuleText } = {
  stale: {
    title: 'generated code is stale',
    meaning: 'The committed code is not what the compiler makes of the documents.',
    help: 'run `nexus generate`, and commit what it wrote',
  },
  'code-error': {
    title: 'the code does not bundle',
    meaning:
      'A file that becomes part of the server has a syntax error, or imports what the other file does not export.',
    help: 'mend it; `nexus build` shows the line',
  },
  'handler-of-another-operation': {
    title: 'a handler is bound to another operation',
    meaning:
      'The file of one operation imports another one: its own is answered by nobody, and the server does not start.',
    help: 'import the operation whose name the export has',
  },
  unimplemented: {
    title: 'an operation is not implemented',
    meaning: 'Its handler is the stub that was made for it: it answers 501.',
    help: 'write the handler',
  },
  'accepted-nothing': {
    title: 'an accepted break is not there',
    meaning: 'An entry of `check.accept` in nexus.config.ts meets no change since the base.',
    help: 'remove the entry; with a base that has the change it has done its work',
  },
  'ignored-keyword': {
    title: 'a keyword has no effect any more',
    meaning: 'The base enforced more of the document than this version.',
    help: 'see `nexus generate --ledger`',
  },
}

const isChange = (id: string): id is keyof typeof changeRules => Object.hasOwn(changeRules, id)

/** What is known of the rule of a finding. */
export const ruleText = (id: string): RuleText => {
  if (isChange(id)) {
    const { of, title } = changeRules[id]
    const help =
      of === 'contract'
        ? 'change the code that calls the contract, or keep the ABI of what is deployed'
        : 'keep the old contract beside the new one, release a new version of the API, or accept the change: `check.accept` of nexus.config.ts'
    return { title, meaning: changeMeaning(id), help }
  }
  const code = Object.hasOwn(codes, id) ? codes[id as keyof typeof codes] : null
  if (code !== null) return { title: code.title, meaning: code.meaning, help: code.help }
  return ownRules[id] ?? { title: id, meaning: id, help: 'see docs/cli.md' }
}

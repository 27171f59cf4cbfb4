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
  unimplemented: {
    title: 'an operation is not implemented',
    meaning: 'Its handler is the stub that was made for it: it answers 501.',
    help: 'write the handler',
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
        : 'keep the old contract beside the new one, or release a new version of the API'
    return { title, meaning: changeMeaning(id), help }
  }
  const code = Object.hasOwn(codes, id) ? codes[id as keyof typeof codes] : null
  if (code !== null) return { title: code.title, meaning: code.meaning, help: code.help }
  return ownRules[id] ?? { title: id, meaning: id, help: 'see docs/cli.md' }
}

// Owns docs/reference/breaking-changes.md: the rules by which versions of a contract are compared, from their registry.

import { meaningOf, type RuleId, rules } from '../../cli/src/check/changes/rules.js'

/** The page; it is made, not written. */
export const renderChangesPage = (): string => {
  const ids = Object.keys(rules) as RuleId[]
  const table = (of: 'operation' | 'schema' | 'contract'): string =>
    ids
      .filter((id) => rules[id].of === of)
      .map((id) => `| \`${id}\` | ${rules[id].title} | ${meaningOf(id)} |`)
      .join('\n')
  const head = '| Rule | Change | Who breaks |\n| --- | --- | --- |'
  return `# Breaking changes

Made from the registry in \`cli/src/check/changes/rules.ts\`; \`UPDATE_GOLDEN=1 npx vitest run test/house/docs.test.ts\`
rewrites it.

\`nexus check --base\` reports what breaks clients, \`nexus generate --plan\` also what breaks the project's own handlers,
which the type checker tells, and what came. The names of rules are stable: reports, SARIF among them, carry them.

## Changes that are meant

A change that a team has decided for is accepted in \`nexus.config.ts\`, by its rule and where the report meets it, with
the reason that reports then give:

\`\`\`js
check: {
  accept: [
    { rule: 'operation-removed', where: 'GET /beta/*', reason: 'beta; no client outside of the team' },
    { rule: 'maximum-lowered', where: 'GET /pets query limit', reason: 'agreed with the app, 2.3' },
  ],
},
\`\`\`

Each \`*\` stands for any text. \`nexus check --base\` tells it as accepted and fails for the others only: in JSON under
\`accepted\`, in SARIF with \`suppressions\`. An entry that meets nothing is told too (\`unmatched\`, a note), and fails nothing:
once the base has the change, it has done its work. \`generate --plan\` tells everything.

## Changes of operations

${head}
${table('operation')}

## Changes of schemas

Where a schema stands decides who breaks: one that takes less breaks those who send, one that allows more breaks those
who read. What webhooks and callbacks send is the other way round.

${head}
${table('schema')}

## Changes of ABIs

Both compare the ABIs of the contracts in \`nexus.config.ts\`; \`check\` does where \`--base\` names a revision of git, and
reports what breaks as findings of their own kind, \`contract\`. Which contracts there were, and where, is what the
\`nexus.lock\` of the revision says, with its settings; where it does not, those of now count. No \`nexus.config.ts\` of a
revision is run.

${head}
${table('contract')}
`
}

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
reports what breaks as findings of their own kind, \`contract\`.

${head}
${table('contract')}
`
}

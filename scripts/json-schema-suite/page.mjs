// Owns the text of docs/reference/json-schema.md, written from a run of the suite.

/** The page for what a run found. */
export const pageOf = ({ rows, tests, cases, exceptions, formats }) => {
  const sum = (key, draft) =>
    rows.filter((row) => row.draft === draft).reduce((total, row) => total + row[key], 0)
  const drafts = [...new Set(rows.map(({ draft }) => draft))]
  return `# JSON Schema

<!-- Written by \`npm run suite:json-schema -- DIR --write\`: do not edit. -->

Nexus compiles schemas ahead of time. This page is the result of the official
[JSON-Schema-Test-Suite](https://github.com/json-schema-org/JSON-Schema-Test-Suite): for every case a document is
generated whose operation takes the schema as its request body, the generated code is type-checked and bundled, and
every instance is read by it as a request's body. OpenAPI 3.1 is run with draft 2020-12, OpenAPI 3.0 with those cases
of draft 4 that stay with keywords the Schema Object of 3.0 has.

| Draft | OpenAPI | Tests | Passed | Declared exceptions | Failing |
| --- | --- | ---: | ---: | ---: | ---: |
${drafts.map((draft) => `| ${draft} | ${cases.find((each) => each.draft === draft)?.openapi} | ${sum('total', draft)} | ${sum('passed', draft)} | ${sum('declared', draft)} | ${sum('failed', draft)} |`).join('\n')}

## Formats

These formats are checked, in requests and wherever answers are: ${[...formats].map((format) => `\`${format}\``).join(', ')}.
\`int32\`, \`int64\` and \`uint64\` bound integers; digits beyond 2^53 are refused, never rounded. Every other format
only documents, with a warning (NX2202).

## Types are implied, but not here

The suite goes by the letter: a schema with \`properties\` or \`items\` and no \`type\` takes values of other types.
Authors of API documents mean an object or an array, and handlers are typed so; projects therefore read such schemas
as \`type: object\` and \`type: array\`. The figures of this page are with \`schemas: { impliedTypes: false }\`, which
a project may choose as well; the compiler then warns (NX2130).

## Exceptions

${exceptionText(tests, exceptions)}

## By keyword

| Draft | File | Tests | Passed | Exceptions | Failing |
| --- | --- | ---: | ---: | ---: | ---: |
${rows.map(({ draft, file, total, passed, declared, failed }) => `| ${draft} | ${file} | ${total} | ${passed} | ${declared} | ${failed} |`).join('\n')}
`
}

const exceptionText = (tests, exceptions) => {
  const lines = exceptions.map((row) => {
    const found = tests.filter(({ exception }) => exception === row)
    const files = [...new Set(found.map(({ draft, file }) => `${draft}/${file}`))]
    return `- ${row.reason} (${found.length} tests: ${files.join(', ')})`
  })
  return lines.length === 0 ? 'None.' : lines.join('\n')
}

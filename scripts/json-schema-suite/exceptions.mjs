// Owns the tests of the suite that Nexus answers otherwise on purpose, each with its reason.

/**
 * One row for each reason. `draft`, `file`, `schema` (the case's description) and `test` (the test's) narrow it
 * down; a row that covers no failing test is reported as stale and fails the run.
 */
export const exceptions = [
  {
    reason:
      'Formats are asserted: OpenAPI documents say what they mean by `format`, and a server that let anything through would have to check it by hand. The suite takes them for annotations unless a metaschema says otherwise.',
    draft: 'draft2020-12',
    file: 'format.json',
    test: /is only an annotation by default$/,
  },
  {
    reason:
      'A `$schema` that drops the validation vocabulary is reported (NX2201) and not followed: a Schema Object has the vocabulary of its version of OpenAPI.',
    draft: 'draft2020-12',
    file: 'vocabulary.json',
    test: 'no validation: invalid number, but it still validates',
  },
  {
    reason:
      'Host names are checked as letters, digits and hyphens (RFC 1123): what a punycode label decodes to, and which hyphens IDNA reserves (RFC 5891, 5892), is not looked at. Hosts such as `r3---sn-x.example` are in use.',
    draft: 'draft2020-12',
    file: 'optional/format/hostname.json',
    schema: 'validation of A-label (punycode) host names',
  },
]

/** The row that declares a failing test, undefined without one. */
export const exceptionFor = (test) =>
  exceptions.find(
    (row) =>
      (row.draft === undefined || row.draft === test.draft) &&
      matches(row.file, test.file) &&
      matches(row.schema, test.schema) &&
      matches(row.test, test.test),
  )

const matches = (pattern, text) =>
  pattern === undefined || (typeof pattern === 'string' ? pattern === text : pattern.test(text))

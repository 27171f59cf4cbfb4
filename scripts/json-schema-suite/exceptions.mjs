// Owns the tests of the suite that Nexus answers otherwise on purpose, each with its reason.

/**
 * One row for each reason. `draft`, `file`, `schema` (the case's description) and `test` (the test's) narrow it
 * down; a row that covers no failing test is reported as stale and fails the run.
 */
export const exceptions = []

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

// Who a handler is told about where several alternatives let somebody in, and that its type says the same.

import { expect, it } from 'vitest'
import { principalOf } from '../../../runtime/src/app/principals.js'
import type { GuardStep } from '../../../runtime/src/app/security.js'
import { compileDocument } from '../../cli/emit/evaluate.js'

const step = (name: string): GuardStep => ({
  name,
  scheme: { type: 'oauth2' },
  scopes: [],
  hook: undefined,
})

/** Alternatives whose names joined by `+` are one text. */
const alternatives = [['x', 'y'], ['x+y'], ['x%2By']]

it('is told apart by schemes whose names have a plus sign', () => {
  const guard = alternatives.map((names) => names.map(step))
  const principal = principalOf(guard)
  expect(
    guard.map((steps) =>
      principal(
        steps,
        steps.map(({ name }) => ({ [name]: 1 })),
      ),
    ),
  ).toEqual([
    { scheme: 'x+y', value: { x: 1, y: 1 } },
    { scheme: 'x%2By', value: { 'x+y': 1 } },
    { scheme: 'x%252By', value: { 'x%2By': 1 } },
  ])
})

it('has a type that says the same', async () => {
  const names = [...new Set(alternatives.flat())]
  const scheme = { type: 'http', scheme: 'bearer' }
  const { files } = await compileDocument({
    openapi: '3.1.0',
    info: { title: 'T', version: '1' },
    paths: {
      '/a': {
        get: {
          operationId: 'a',
          security: alternatives.map((each) => Object.fromEntries(each.map((name) => [name, []]))),
          responses: { 204: { description: 'None.' } },
        },
      },
    },
    components: { securitySchemes: Object.fromEntries(names.map((name) => [name, scheme])) },
  })
  const text = files.find(({ path }) => path === 'src/generated/operations/a.ts')?.text ?? ''
  expect(text.replace(/\s+/g, ' ')).toContain(
    "principal: { scheme: 'x+y'; value: Principals['x'] & Principals['y'] } | { scheme: 'x%2By'; value: Principals['x+y'] } | { scheme: 'x%252By'; value: Principals['x%2By'] }",
  )
})

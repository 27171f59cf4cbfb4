// Patterns that only work without Unicode mode: tests must not ask for a refusal of what the server lets in.

import { expect, it } from 'vitest'
import { compileDocument, errorsOf } from '../emit/evaluate.js'

// Escapes that Unicode mode does not have, as documents of 3GPP write them.
it.each([
  ['^(sip\\:.+|.+)$', false],
  ['^sip\\:.+$', true],
])('%s', async (pattern, refuses) => {
  const schema = { type: 'string', pattern }
  const parameters = [{ name: 'id', in: 'path', required: true, schema }]
  const responses = { 204: { description: 'd' } }
  const result = await compileDocument({
    openapi: '3.1.0',
    info: { title: 't', version: '1' },
    paths: { '/a/{id}': { get: { operationId: 'a', parameters, responses } } },
  })
  expect(errorsOf(result)).toBe('')
  const text = result.files
    .filter(({ path }) => path.startsWith('test/generated/'))
    .map((file) => file.text)
    .join('\n')
  expect(text).toContain('/a/')
  expect(text.includes('not~declared')).toBe(refuses)
})

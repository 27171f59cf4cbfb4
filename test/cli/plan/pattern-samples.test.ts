// Proves that texts made up for patterns match them, and that what is not known is not guessed.

import { describe, expect, test } from 'vitest'
import { sampleOfPattern } from '../../../cli/src/plan/samples/pattern-samples.js'

describe('patterns', () => {
  test.each([
    '^AC[0-9a-fA-F]{32}$',
    '^(a|b)+$',
    '^[^<>]*$',
    '^\\d{3}-\\w+$',
    '^[a-z][a-z0-9_]{2,}$',
    'x?y*z+',
    '^(?:foo|bar){2}$',
    '^(?<name>a)b$',
    '^\\+?[1-9]\\d{1,14}$',
    '^[\\w.+-]+@[\\w-]+\\.\\w{2,}$',
    '^[^a-z]$',
    '^#[0-9A-F]{6}$',
    '^$',
    '^.{5}$',
    '^[\\]a]$',
    '\\ba\\b',
  ])('%s', (pattern) => {
    const text = sampleOfPattern(pattern)
    expect(text).not.toBeNull()
    expect(text).toMatch(new RegExp(pattern, 'u'))
  })

  test.each(['^(?=a)a$', '\\p{Lu}', '(a)\\1', '[a', '(a', 'a{5000}', ')'])(
    '%s is not guessed',
    (pattern) => {
      expect(sampleOfPattern(pattern)).toBeNull()
    },
  )
})

test('a 300 character tag or operationId names a file that file systems take', async () => {
  const { compileDocument } = await import('../emit/evaluate.js')
  const long = 'Ab'.repeat(150)
  const { files } = await compileDocument({
    openapi: '3.1.0',
    info: { title: 't', version: '1' },
    paths: {
      '/a': { get: { operationId: long, tags: [long], responses: { 200: { description: 'ok' } } } },
    },
  })
  for (const { path } of files)
    for (const part of path.split('/')) expect(part.length).toBeLessThan(140)
})

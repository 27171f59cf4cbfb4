// Owns that the bytes of a golden are what its block says, both ways.

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { escapeBlock, unescapeBlock } from './golden.js'

test.each([
  ['GET / HTTP/1.1\n\n', 'GET / HTTP/1.1\r\n\r\n'],
  ['\\x00\\0\\xff\\r\\n\\t\\\\\\\n', '\0\0\xff\r\n\t\\'],
  ['\\{3*a}b\\\n', 'aaab'],
])('%j', (block, bytes) => {
  expect(unescapeBlock(block)).toBe(bytes)
})

test('any bytes can be written down', () => {
  const bytes = fc.string({
    unit: fc.constantFrom('\r', '\n', '\r\n', '\\', '\0', 'x', '{', '\xff', 'x'.repeat(50)),
  })
  fc.assert(fc.property(bytes, (text) => unescapeBlock(escapeBlock(text)) === text))
})

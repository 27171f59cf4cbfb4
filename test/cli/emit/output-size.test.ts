// The budget of output: bytes an operation of a large document may cost. GitHub's own document, whose 6,000,000
// bytes are the promise, is not part of the project: `npm run specs` holds it to them.

import { expect, it } from 'vitest'
import { compileDocument, errorsOf } from './evaluate.js'
import { largeDocument } from './large-document.js'

/** What is generated, without the handlers that the user owns. A change that needs more says why. */
const operationBytesMax = 4500

it('a large document costs no more than its budget an operation', async () => {
  const result = await compileDocument(largeDocument())
  expect(errorsOf(result)).toBe('')
  expect(result.plan?.api?.operations).toHaveLength(300)
  const generated = result.files.filter(({ owner }) => owner === 'generated')
  const bytes = generated.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0)
  expect(bytes / 300).toBeLessThan(operationBytesMax)
})

// `document.limits` of nexus.config.ts: which are taken, and what is said of the others.

import { describe, expect, it } from 'vitest'
import { readDocumentOptions } from '../../../cli/src/commands/project/document-options.js'

describe('document.limits', () => {
  it('are taken by name', () => {
    const limits = { nodesMax: 10, keyCharsMax: 20, alternativesMax: 30 }
    expect(readDocumentOptions({ limits })).toMatchObject({ options: { limits } })
  })

  it.each([
    [[], '`document.limits` is not an object'],
    [{ nodes: 1 }, '`nodes` of `document.limits` is none of fileBytesMax, '],
    [{ __proto__: null, toString: 1 }, '`toString` of `document.limits` is none of '],
    [{ nodesMax: 0 }, '`nodesMax` of `document.limits` is not a whole number of at least 1'],
    [{ nodesMax: '9' }, '`nodesMax` of `document.limits` is not a whole number of at least 1'],
  ])('%j: %s', (limits, problem) => {
    expect(readDocumentOptions({ limits })).toMatchObject({
      problem: expect.stringContaining(problem),
    })
  })
})

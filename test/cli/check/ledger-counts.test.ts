// Each keyword of a document stands in the ledger exactly once: what the readers saw, against the grammar of the
// specification alone. Documents that use every keyword, with random parts left out, in all versions.

import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ledgerOf } from '../../../cli/src/check/ledger.js'
import { reachable } from '../../../cli/src/plan/schemas/graph.js'
import { everyKeyword } from '../ir/every-keyword.js'
import { everyKeyword20 } from '../ir/every-keyword-20.js'
import { compileText } from '../read/front.js'
import { type JsonObject, keywordPlaces } from './keyword-places.js'

const documents: readonly [string, JsonObject][] = [
  ['2.0', JSON.parse(JSON.stringify(everyKeyword20())) as JsonObject],
  ['3.0', everyKeyword('3.0.3') as JsonObject],
  ['3.1', everyKeyword('3.1.0') as JsonObject],
  ['3.2', { ...(everyKeyword('3.1.0') as JsonObject), openapi: '3.2.0' }],
]

/** The document without what stands at some of its pointers. */
const without = (document: JsonObject, pointers: readonly string[]): JsonObject => {
  const copy = structuredClone(document)
  for (const pointer of pointers) {
    const tokens = pointer
      .slice(1)
      .split('/')
      .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'))
    const last = tokens.pop() ?? ''
    let at: unknown = copy
    for (const token of tokens) at = (at as Record<string, unknown> | undefined)?.[token]
    if (typeof at === 'object' && at !== null) Reflect.deleteProperty(at, last)
  }
  return copy
}

const accounted = (document: JsonObject): readonly string[] | null => {
  const { api } = compileText('api.json', JSON.stringify(document))
  if (api === null) return null
  const ledger = ledgerOf(api, { sources: new Map(), planned: [], reachable })
  return ledger.entries.map(({ pointer }) => pointer)
}

const runs = 15

describe.each(documents)('keywords of %s', (_, document) => {
  const places = keywordPlaces(document)

  it('are in the ledger once each', () => {
    expect(places.length).toBeGreaterThan(100)
    expect([...(accounted(document) ?? [])].sort()).toEqual([...places].sort())
  })

  it('are in it whatever else the document has', () => {
    let compared = 0
    fc.assert(
      fc.property(fc.uniqueArray(fc.constantFrom(...places), { maxLength: 25 }), (gone) => {
        const smaller = without(document, gone)
        const found = accounted(smaller)
        // Without its version or paths a document is none.
        if (found === null) return
        compared++
        expect([...found].sort()).toEqual([...keywordPlaces(smaller)].sort())
      }),
      { numRuns: runs },
    )
    expect(compared).toBeGreaterThan(runs / 2)
  })
})

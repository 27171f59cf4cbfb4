// The table of support agrees with what reading notes and with what validators check.

import { describe, expect, it } from 'vitest'
import { checkedFormats, descriptiveFormats, enforcedFormats } from '../../../cli/src/ir/formats.js'
import { keywords } from '../../../cli/src/ir/keywords.js'
import { compileText } from '../read/front.js'

const notedIn = (schema: object): readonly string[] => {
  const text = JSON.stringify({
    openapi: '3.1.0',
    info: { title: 'a', version: 'a' },
    components: { schemas: { A: schema, B: {} } },
  })
  return compileText('api.json', text).api?.keywordUses.map(({ keyword }) => keyword) ?? []
}

/** Values of keywords that look at theirs: `$schema` is noted when it names another dialect. */
const values: Readonly<Record<string, string>> = {
  $ref: '#/components/schemas/B',
  $schema: 'https://json-schema.org/draft/2020-12/schema',
}

describe('keywords of a schema', () => {
  it.each(Object.entries(keywords.Schema))('%s', (keyword, { support }) => {
    // `nullable` belongs to 3.0 and is noted as such in 3.1.
    const isNoted = support === 'ignored' || keyword === 'nullable'
    expect(notedIn({ [keyword]: values[keyword] ?? true })).toEqual(isNoted ? [keyword] : [])
  })
})

describe('formats', () => {
  it('are the ones that validators check', () => {
    const numeric = ['int32', 'int64', 'uint64']
    expect([...enforcedFormats].sort()).toEqual([...Object.keys(checkedFormats), ...numeric].sort())
    expect([...descriptiveFormats].filter((format) => enforcedFormats.has(format))).toEqual([])
  })
})

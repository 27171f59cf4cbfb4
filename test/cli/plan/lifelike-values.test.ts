// How much a made-up value may hold before it is the smallest one of its schema.

import { expect, it } from 'vitest'
import { Chance } from '../../../cli/src/plan/samples/chance.js'
import { lifelikeValue } from '../../../cli/src/plan/samples/lifelike.js'
import { compileText } from '../read/front.js'

const made = (schema: object): unknown => {
  const components = { schemas: { Made: schema } }
  const document = { openapi: '3.1.0', info: { title: 't', version: 'v' }, paths: {}, components }
  const { api } = compileText('api.json', JSON.stringify(document))
  const named = [...(api?.schemas.values() ?? [])].find(({ at }) => at.pointer.endsWith('/Made'))
  if (api === null || named === undefined) throw new Error('nothing was read')
  return lifelikeValue(api, named.id, new Chance('7'))?.value
}

const differentTexts = (minItems: number, minLength: number): number =>
  new Set(made({ type: 'array', minItems, items: { type: 'string', minLength } }) as string[]).size

it('counts long texts by their length: beyond the limit they are the smallest ones', () => {
  expect(differentTexts(100, 1_000)).toBeGreaterThan(1)
  expect(differentTexts(400, 5_000)).toBe(1)
})

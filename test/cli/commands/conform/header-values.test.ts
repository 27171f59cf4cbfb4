// What the text of a header may mean, by what its schema takes.

import { expect, test } from 'vitest'
import { headerValues } from '../../../../cli/src/commands/conform/header-values.js'
import type { HintPlan } from '../../../../cli/src/ir/plan/parameters.js'

const fields = { fields: { a: 'integer', s: 'string' }, rest: null } as const

test.each<[string, HintPlan, boolean, readonly unknown[]]>([
  ['12', 'integer', false, [12]],
  ['many', 'integer', false, []],
  ['true', 'boolean', false, [true]],
  ['1', 'boolean', false, []],
  ['', 'null', false, [null]],
  ['12', { anyOf: ['integer', 'string'] }, false, [12, '12']],
  ['{"z":1}', 'json', false, [{ z: 1 }]],
  ['{', 'json', false, []],
  ['a%2Cb, c', { items: 'string' }, false, [['a,b', 'c']]],
  ['', { items: 'string' }, false, [[]]],
  ['1,x', { items: 'integer' }, false, [[1, 'x']]],
  ['a,1,s,x%2Cy', fields, false, [{ a: 1, s: 'x,y' }]],
  ['a=1,s=k%3Dv', fields, true, [{ a: 1, s: 'k=v' }]],
])('%s as %o, exploded: %s', (text, hint, explode, wanted) => {
  expect(headerValues(text, { hint, explode })).toEqual(wanted)
})

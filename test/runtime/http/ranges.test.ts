// Owns which bytes a Range field asks for (RFC 9110, 14.1 and 14.2), and when it is ignored.

import { expect, test } from 'vitest'
import { parseRanges } from '../../../runtime/src/http/ranges.js'

/** As many ranges are answered apart. */
const rangesMax = 16

const written = (field: string, size: number): string => {
  const ranges = parseRanges(field, size)
  return typeof ranges === 'string'
    ? ranges
    : ranges.map(({ from, to }) => `${from}-${to}`).join(' ')
}

const many = (count: number, spec = '0-9') => `bytes=${Array(count).fill(spec).join(',')}`

test.each([
  ['bytes=0-99', 1000, '0-99'],
  ['bytes=0-0', 1000, '0-0'],
  ['bytes=900-', 1000, '900-999'],
  ['bytes=900-5000', 1000, '900-999'],
  ['bytes=-100', 1000, '900-999'],
  ['bytes=-5000', 1000, '0-999'],
  ['BYTES=1-2', 1000, '1-2'],
  ['bytes=0-9, 20-29', 1000, '0-9 20-29'],
  ['bytes= 0-9 ,, 20-29 ,', 1000, '0-9 20-29'],
  ['bytes=0-9,5000-', 1000, '0-9'],
  ['bytes=1000-', 1000, 'unsatisfiable'],
  ['bytes=-0', 1000, 'unsatisfiable'],
  ['bytes=0-', 0, 'unsatisfiable'],
  ['bytes=-1', 0, 'unsatisfiable'],
  ['bytes=5000-,6000-', 1000, 'unsatisfiable'],
  ['bytes=9-5', 1000, 'whole'],
  ['bytes=', 1000, 'whole'],
  ['bytes=-', 1000, 'whole'],
  ['bytes=a-b', 1000, 'whole'],
  ['bytes=1', 1000, 'whole'],
  ['bytes=1-2-3', 1000, 'whole'],
  ['bytes=0x1-2', 1000, 'whole'],
  ['bytes=+1-2', 1000, 'whole'],
  ['bytes=0-9;20-29', 1000, 'whole'],
  ['lines=0-9', 1000, 'whole'],
  ['bytes 0-9', 1000, 'whole'],
  ['bytes=0-99999999999999999999', 1000, '0-999'],
  ['bytes=99999999999999999999-', 1000, 'unsatisfiable'],
  ['bytes=-99999999999999999999', 1000, '0-999'],
  ['bytes=99999999999999999998-99999999999999999999', 1000, 'unsatisfiable'],
  ['bytes=99999999999999999999-99999999999999999998', 1000, 'whole'],
  ['bytes=99999999999999999999-9', 1000, 'whole'],
  ['bytes=00000000000000000005-00000000000000000007', 1000, '5-7'],
  ['bytes=0-9,99999999999999999999-', 1000, '0-9'],
  [`bytes=${'9'.repeat(400)}-`, 1000, 'unsatisfiable'],
  ['bytes=0-,0-', 1000, 'whole'],
  ['bytes=0-500,0-500', 1000, 'whole'],
  [many(rangesMax), 1000, Array(rangesMax).fill('0-9').join(' ')],
  [many(rangesMax + 1), 1000, 'whole'],
  [many(1300, '0-'), 1_000_000, 'whole'],
])('%s of %i bytes is %s', (field, size, wanted) => {
  expect(written(field, size)).toBe(wanted)
})

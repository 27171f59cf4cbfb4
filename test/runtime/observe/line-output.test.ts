// Owns the cases of a log that cannot be written: lines are lost whole, counted, and nothing throws.

import { expect, test } from 'vitest'
import { LineOutput } from '../../../runtime/src/observe/line-output.js'

/** An output over `room`: bytes that each write takes, or the code of its error. */
const over = (room: (number | string)[]) => {
  let text = ''
  const told: number[] = []
  const out = new LineOutput((bytes, from) => {
    const next = room.shift() ?? Number.POSITIVE_INFINITY
    if (typeof next === 'string') throw Object.assign(new Error(next), { code: next })
    const piece = bytes.subarray(from, from + next)
    text += Buffer.from(piece).toString()
    return piece.length
  })
  out.lost = (count) => told.push(count)
  return { out, told, text: () => text }
}

test('a line is written in as many pieces as are taken', () => {
  const { out, text, told } = over([1, 2, 'EAGAIN', 1])
  out.write('abcdef\n')
  expect([text(), told]).toEqual(['abcdef\n', []])
})

test('without room lines are lost, and told once there is room again', () => {
  const { out, text, told } = over(['ENOSPC', 'ENOSPC', 'EIO'])
  for (const line of ['a\n', 'b\n', 'c\n']) out.write(line)
  expect([text(), told]).toEqual(['', []])
  out.write('d\n')
  out.write('e\n')
  expect([text(), told]).toEqual(['d\ne\n', [3]])
})

test('a line that was cut is ended before another begins', () => {
  const { out, text, told } = over([2, 'ENOSPC', 'ENOSPC'])
  out.write('abcd\n')
  out.write('lost\n')
  out.write('next\n')
  expect([text(), told]).toEqual(['abcd\nnext\n', [1]])
})

test('a reader that hangs holds up one line, and the loss that could not be told is told later', () => {
  let isHanging = true
  let asked = 0
  const told: number[] = []
  const out = new LineOutput((bytes) => {
    asked++
    if (isHanging) throw Object.assign(new Error('busy'), { code: 'EAGAIN' })
    return bytes.length
  })
  out.lost = (count) => {
    told.push(count)
    isHanging = told.length === 1
    out.write('lines were lost\n')
    isHanging = false
  }
  out.write('a\n')
  const first = asked
  for (let i = 0; i < 50; i++) out.write('b\n')
  expect(asked - first).toBeLessThanOrEqual(100)
  expect(first).toBeGreaterThan(2)
  isHanging = false
  out.write('c\n')
  out.write('d\n')
  expect(told).toEqual([51, 51])
})

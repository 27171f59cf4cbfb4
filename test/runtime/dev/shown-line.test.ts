// Owns the cases of a log line as a terminal shows it: what stands where, and that nothing of it steers the terminal.

import { expect, test } from 'vitest'
import { shownLine } from '../../../runtime/src/dev/shown-line.js'

const time = '2026-11-24T08:34:12.887Z'
const clock = new Date(time).toTimeString().slice(0, 8)
const plain = (fields: object) => shownLine(`${JSON.stringify(fields)}\n`, 'plain')

test.each<[string, object, string]>([
  ['a text', { level: 'info', time, msg: 'pet added' }, `${clock} info  pet added\n`],
  [
    'fields',
    { level: 'warn', time, petId: 7, name: 'Rex', owner: { id: 1 }, note: 'a b', msg: 'no home' },
    `${clock} warn  no home petId=7 name=Rex owner={"id":1} note="a b"\n`,
  ],
  ['fields alone', { level: 'debug', time, n: null }, `${clock} debug  n=null\n`],
  [
    'an error, its fields and its causes',
    {
      level: 'error',
      time,
      operation: 'addPet',
      err: {
        type: 'Error',
        message: 'boom',
        stack: 'Error: boom\n    at src/handlers/add-pet.ts:3:58\n    at node:internal/x:1:1',
        code: 'E1',
        cause: { type: 'TypeError', message: 'no store' },
      },
      msg: 'handler failed',
    },
    `${clock} error handler failed operation=addPet
  Error: boom
      at src/handlers/add-pet.ts:3:58
      at node:internal/x:1:1
    code=E1
  caused by
  TypeError: no store
`,
  ],
  [
    'what was thrown and is no error',
    { level: 'error', time, err: 'no' },
    `${clock} error \n  "no"\n`,
  ],
])('%s', (_, fields, text) => expect(plain(fields)).toBe(text))

test.each(['no JSON\n', '[1]\n', '7\n'])('%j is no line of the log: it stays as it is', (line) => {
  expect(shownLine(line, 'coloured')).toBe(line)
})

const colour = new RegExp(`${String.fromCharCode(27)}\\[\\d+m`, 'g')

test('what clients sent does not steer the terminal', () => {
  const evil = '\u001b]0;owned\u0007\u009b2J\r\n\u202egpj'
  const stack = `Error: ${evil}\n    at ${evil}`
  const fields = { level: evil, time: evil, msg: evil, [evil]: evil, err: { message: evil, stack } }
  for (const form of ['plain', 'coloured'] as const) {
    const text = shownLine(JSON.stringify(fields), form).replaceAll(colour, '')
    expect(text).not.toMatch(/[^\P{Cc}\n]|\u202e/u)
  }
})

test('frames of the project stand out', () => {
  const stack = 'Error: boom\n    at f (src/handlers/a.ts:1:1)\n    at node:internal/x:1:1'
  const text = shownLine(JSON.stringify({ level: 'error', time, err: { stack } }), 'coloured')
  expect(text).toContain('\n      at f (src/handlers/a.ts:1:1)\n')
  expect(text).toContain('\n\u001b[2m      at node:internal/x:1:1\u001b[0m\n')
})

test('causes without end are shown to a depth', () => {
  let err: object = { type: 'Error', message: 'last' }
  for (let i = 0; i < 50; i++) err = { type: 'Error', message: `${i}`, cause: err }
  expect(plain({ level: 'error', time, err }).match(/caused by/g)).toHaveLength(5)
})

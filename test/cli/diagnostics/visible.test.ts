// What of a document reaches a terminal: nothing that moves its cursor, sets its title or turns its text around.

import { describe, expect, it } from 'vitest'
import { printable, visible } from '../../../cli/src/diagnostics/visible.js'

const bell = String.fromCharCode(7)
const escapeCharacter = String.fromCharCode(27)
const csi = String.fromCharCode(0x9b)
const override = String.fromCharCode(0x202e)

describe('printable', () => {
  it.each([
    ['lines, tabs and line ends of Windows', 'a\tb\n\r\nc', 'a\tb\n\r\nc'],
    [
      'colours',
      `${escapeCharacter}[1;31mred${escapeCharacter}[39m`,
      `${escapeCharacter}[1;31mred${escapeCharacter}[39m`,
    ],
    ['what is no colour', `${escapeCharacter}[2J${escapeCharacter}[31`, '\\u001b[2J\\u001b[31'],
    ['titles', `${escapeCharacter}]0;x${bell}`, '\\u001b]0;x\\u0007'],
    ['C1 controls', `${csi}31m`, '\\u009b31m'],
    ['a carriage return alone', 'a\rb', 'a\\u000db'],
    ['text turned around', `${override}a`, '\\u202ea'],
    ['half a character', '\ud800', '\\ud800'],
    ['letters and emoji', 'é 😀 漢', 'é 😀 漢'],
  ])('%s', (_, text, expected) => expect(printable(text)).toBe(expected))

  it('changes no value of JSON', () => {
    const value = {
      [`a${csi}`]: [override, `${escapeCharacter}]0;x${bell}`, '\ud800', '\u2028\ufeff\u200d\r'],
    }
    const text = printable(JSON.stringify(value))
    expect(JSON.parse(text)).toEqual(value)
    expect(visible(text)).toBe(text)
  })
})

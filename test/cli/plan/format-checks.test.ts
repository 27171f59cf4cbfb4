// Values of answers are judged with their formats, as the validators of the runtime check them: same words, same verdict.

import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { checkedFormats } from '../../../cli/src/ir/formats.js'
import type { JsonValue } from '../../../cli/src/ir/schema.js'
import { conforms } from '../../../cli/src/plan/checks/conforms.js'
import { formatChecks } from '../../../cli/src/plan/checks/format-checks.js'
import { answerJudge } from '../../../cli/src/plan/trials/declared-answers.js'
import * as runtime from '../../../runtime/src/validate/index.js'
import { compileText } from '../read/front.js'

const texts = [
  [
    '',
    ' ',
    'a',
    '1',
    '-1.5e3',
    '01',
    '1e',
    'a@b.example',
    'a@',
    '"a b"@[127.0.0.1]',
    'a@[ipv6:::1]',
  ],
  [
    '2024-02-29',
    '2023-02-29',
    '2024-02-29T10:00:00Z',
    '2024-02-29 10:00:00Z',
    '23:59:60Z',
    '24:00:00Z',
  ],
  [
    'P3DT12H',
    'P',
    'PT',
    'P2W',
    'a.example',
    '-a.example',
    '127.0.0.1',
    '1.2.3.256',
    '::1',
    '1::2::3',
  ],
  ['https://a.example/x?y#z', '//a', '/a b', 'a:b', 'http://[::1]:8/', 'http://[', '%zz', '%20'],
  [
    'f81d4fae-7dec-11d0-a765-00a0c91e6bf6',
    'f81d4fae',
    '(',
    '^\\p{L}+$',
    '\\p{No}',
    'YQ==',
    'YQ',
    '/a~1b',
    '/a~2',
  ],
].flat()

it('the compiler has every format that validators check, and says what they say', () => {
  expect(Object.keys(formatChecks).sort()).toEqual(Object.keys(checkedFormats).sort())
  const theirs: Readonly<Record<string, unknown>> = { ...runtime }
  for (const [format, name] of Object.entries(checkedFormats))
    for (const text of texts)
      expect([format, text, formatChecks[format as keyof typeof formatChecks](text)]).toEqual([
        format,
        text,
        (theirs[name] as (text: string) => boolean)(text),
      ])
})

it('in the same words', () => {
  const bodyOf = (file: string) =>
    readFileSync(new URL(`../../../${file}`, import.meta.url), 'utf8').replace(/^export /gm, '')
  const theirs = bodyOf('runtime/src/validate/formats.ts')
  const same = theirs.slice(theirs.indexOf('const daysOf'))
  expect(bodyOf('cli/src/plan/checks/format-checks.ts')).toContain(same)
})

const { api } = compileText(
  'api.yaml',
  `openapi: 3.1.0
info: { title: t, version: v }
paths: {}
components:
  schemas:
    Stay:
      type: object
      properties:
        from: { type: string, format: date }
        nights: { type: integer, format: int32 }
        who: { anyOf: [{ type: string, format: email }, { type: string, format: uuid }] }
        note: { type: string, format: sentence }
`,
)

it.each<[JsonValue, string | null]>([
  [{ from: '2024-02-29', nights: 3, who: 'a@b.example', note: '' }, null],
  [{ from: '29.2.2024' }, '/from must be a valid date'],
  [{ nights: 2147483648 }, '/nights must be a valid int32'],
  [{ who: 'Ann' }, '/who must match one of 2 schemas'],
])('an answer %j breaks %j', (value, rule) => {
  if (api === null) throw new Error('no API')
  const id = 'api.yaml#/components/schemas/Stay'
  const { fits, misfit } = answerJudge(api)
  const broken = misfit(id, value)
  expect(fits(id, value) ? null : `${broken.pointer} ${broken.rule}`).toBe(rule)
  // Defaults and examples are held against their formats elsewhere, or not at all.
  expect(conforms(api, id, value)).toBe(true)
})

// Owns texts as people write them: by a format, by the name of the member that they stand in, else words.

import type { Schema } from '../../ir/schema.js'
import type { Chance } from './chance.js'
import { sampleOfPattern } from './pattern-samples.js'

const people = ['Ada', 'Grace', 'Alan', 'Edsger', 'Barbara', 'Donald', 'Margaret', 'Linus'] as const
const families = [
  'Lovelace',
  'Hopper',
  'Turing',
  'Dijkstra',
  'Liskov',
  'Knuth',
  'Hamilton',
] as const
const cities = ['Berlin', 'Lisbon', 'Oslo', 'Kyoto', 'Nairobi', 'Toronto', 'Quito'] as const
/** Words that say nothing of what they stand for. */
export const words = [
  'amber',
  'birch',
  'cedar',
  'delta',
  'ember',
  'fjord',
  'grove',
  'harbor',
] as const

type Make = (chance: Chance) => string

const two = (value: number): string => String(value).padStart(2, '0')
const hex = (chance: Chance, length: number): string =>
  Array.from({ length }, (_, i) => chance.below(16, `hex${i}`).toString(16)).join('')
const date: Make = (chance) =>
  `${2020 + chance.below(6, 'year')}-${two(1 + chance.below(12, 'month'))}-${two(1 + chance.below(28, 'day'))}`
const time: Make = (chance) =>
  `${two(chance.below(24, 'hour'))}:${two(chance.below(60, 'minute'))}:${two(chance.below(60, 'second'))}Z`
const word: Make = (chance) => chance.one(words)
const person: Make = (chance) => chance.one(people)
const sentence: Make = (chance) =>
  `The ${chance.one(words, 'first')} ${chance.one(['waits', 'turns', 'opens', 'rests'])} by the ${chance.one(words, 'last')}.`

/** By `format`; each is right by the validator of that format. */
const formats: ReadonlyMap<string, Make> = new Map<string, Make>([
  ['date-time', (chance) => `${date(chance)}T${time(chance)}`],
  ['date', date],
  ['time', time],
  ['duration', (chance) => `PT${1 + chance.below(59, 'minutes')}M`],
  ['email', (chance) => `${person(chance).toLowerCase()}@example.com`],
  ['hostname', (chance) => `${word(chance)}.example.com`],
  ['ipv4', (chance) => `192.0.2.${1 + chance.below(254, 'host')}`],
  ['ipv6', (chance) => `2001:db8::${hex(chance, 4).replace(/^0+(?=.)/, '')}`],
  ['uri', (chance) => `https://example.com/${word(chance)}`],
  ['uri-reference', (chance) => `/${word(chance)}`],
  [
    'uuid',
    (chance) => {
      const digits = hex(chance, 31)
      const parts = [digits.slice(0, 8), digits.slice(8, 12), `4${digits.slice(12, 15)}`]
      return `${parts.join('-')}-a${digits.slice(15, 18)}-${digits.slice(18, 30)}`
    },
  ],
  ['regex', (chance) => `^${word(chance)}$`],
  ['byte', (chance) => Buffer.from(word(chance)).toString('base64')],
  ['json-pointer', (chance) => `/${word(chance)}`],
])

/** By the end of a member's name: `billing_city`, `billingCity`. The first that fits counts. */
const names: readonly (readonly [RegExp, Make])[] = [
  [/e-?mail$/, (chance) => formats.get('email')?.(chance) ?? ''],
  [/(first|given|nick|display|middle)_?name$/, person],
  [/(last|family|sur)_?name$/, (chance) => chance.one(families)],
  [
    /(full_?name|author|owner|person|customer)$/,
    (chance) => `${person(chance)} ${chance.one(families)}`,
  ],
  [
    /(user_?name|login|handle|slug|key|code|sku|tag|label)$/,
    (chance) => `${word(chance)}-${chance.below(100, 'n')}`,
  ],
  [/(city|town)$/, (chance) => chance.one(cities)],
  [/country(_?code)?$/, (chance) => chance.one(['DE', 'PT', 'NO', 'JP', 'KE', 'CA', 'EC'])],
  [
    /(street|address)(_?line)?_?\d?$/,
    (chance) => `${1 + chance.below(99, 'n')} ${word(chance)} street`,
  ],
  [/(zip|postal)(_?code)?$/, (chance) => String(10_000 + chance.below(89_999, 'n'))],
  [
    /(phone|mobile|fax)(_?number)?$/,
    (chance) => `+1555${String(chance.below(1e7, 'n')).padStart(7, '0')}`,
  ],
  [/currency(_?code)?$/, (chance) => chance.one(['EUR', 'USD', 'JPY', 'CHF'])],
  [/(language|locale|lang)$/, (chance) => chance.one(['en', 'de', 'pt', 'ja'])],
  [/time_?zone$/, (chance) => chance.one(['UTC', 'Europe/Berlin', 'Asia/Tokyo'])],
  [/colou?r$/, (chance) => `#${hex(chance, 6)}`],
  [/(url|uri|href|link|website)$/, (chance) => formats.get('uri')?.(chance) ?? ''],
  [/(description|summary|message|text|comment|note|body|bio|detail|reason)s?$/, sentence],
  [
    /(title|subject|name|company|brand|model)$/,
    (chance) => capital(`${word(chance)} ${chance.one(words, 'more')}`),
  ],
  [
    /(_at|date|time|timestamp|created|updated)$/,
    (chance) => formats.get('date-time')?.(chance) ?? '',
  ],
  [/(^|_)(id|uuid|guid)$|token$/, (chance) => hex(chance, 12)],
  [/status$|state$/, (chance) => chance.one(['active', 'pending', 'done'])],
  [/version$/, (chance) => `1.${chance.below(10, 'minor')}.${chance.below(10, 'patch')}`],
]

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

/** A text for a string schema in a member of this name; what does not fit the schema is for the caller to see. */
export const lifelikeText = (schema: Schema, name: string, chance: Chance): string => {
  if (schema.pattern !== null) return sampleOfPattern(schema.pattern) ?? word(chance)
  const byFormat = schema.format === null ? undefined : formats.get(schema.format)
  if (byFormat !== undefined) return byFormat(chance)
  const spelt = name.replace(/([a-z\d])([A-Z])/g, '$1_$2').toLowerCase()
  const byName = names.find(([ending]) => ending.test(spelt))?.[1]
  return fitted((byName ?? word)(chance), schema)
}

/** Cut, or with words added, to the length that a schema asks for. */
const fitted = (text: string, { minLength, maxLength }: Schema): string => {
  let units = [...text]
  while (minLength !== null && units.length < minLength && minLength <= lengthMax)
    units = [...units, ...` ${words[units.length % words.length]}`]
  const most = maxLength ?? Infinity
  return units.length > most ? units.slice(0, most).join('').trimEnd() : units.join('')
}

/** Longer texts are not made up. */
const lengthMax = 4096

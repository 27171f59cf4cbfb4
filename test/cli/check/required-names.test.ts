// Proves that a name in `required` which looks misspelt is told where it stands, and that others are not.

import { expect, it } from 'vitest'
import { compileDocument, documentOf } from '../emit/evaluate.js'

const text = { type: 'string' }
const closed = { additionalProperties: false }

const cases: Readonly<Record<string, readonly [schema: object, messages: readonly string[]]>> = {
  'a near name': [
    { type: 'object', properties: { name: text }, required: ['nmae'] },
    ['/required/0 `nmae` is required, and no property has that name; did you mean `name`?'],
  ],
  'a near name of another that is required': [
    { type: 'object', properties: { name: text, names: text }, required: ['name', 'names'] },
    [],
  ],
  'a closed object': [
    { type: 'object', properties: { name: text }, required: ['name', 'colour'], ...closed },
    [
      '/required/1 `colour` is required, and the schema allows no member of that name, so nothing is valid',
    ],
  ],
  'an open object': [{ type: 'object', properties: { name: text }, required: ['colour'] }, []],
  'a pattern': [
    {
      type: 'object',
      properties: { name: text },
      patternProperties: { '^c': text },
      required: ['colour'],
      ...closed,
    },
    [],
  ],
  'a part that declares it': [
    {
      type: 'object',
      properties: { name: text },
      required: ['nmae'],
      allOf: [{ properties: { nmae: text } }],
    },
    [],
  ],
}

it.each(Object.entries(cases))('%s', async (_, [schema, messages]) => {
  const { diagnostics } = await compileDocument(documentOf([schema]))
  const found = diagnostics.filter(({ code }) => code === 'NX2133')
  expect(
    found.map(({ at, message, help }) => {
      const place = at?.pointer.slice(at.pointer.lastIndexOf('/required'))
      return `${place} ${message}${help?.startsWith('did') ? `; ${help}` : ''}`
    }),
  ).toEqual(messages)
})

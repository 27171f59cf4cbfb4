// Proves that an answer which does not fit says where: the pointer, what was expected, what was found.

import { describe, expect, test } from 'vitest'
import { operation } from '../../../runtime/src/app/operation.js'
import {
  writableObject,
  writeAny,
  writeArray,
  writeMap,
  writeNumber,
  writeString,
} from '../../../runtime/src/validate/write.js'
import { locatedWriteError } from '../../../runtime/src/validate/write-place.js'

const writeTag = (value: unknown): string => {
  const object = writableObject(value)
  return `{"name":${writeString(object.name)}}`
}
const writePet = (value: unknown): string => {
  const object = writableObject(value)
  let text = `{"id":${writeNumber(object.id)}`
  if (object.tags !== undefined) text += `,"tags":${writeArray(object.tags, writeTag)}`
  if (object['a/b'] !== undefined) text += `,"a/b":${writeMap(object['a/b'], writeNumber)}`
  if (object.extra !== undefined) text += `,"extra":${writeAny(object.extra)}`
  return `${text}}`
}

const messageOf = (body: unknown): string => {
  try {
    return writePet(body)
  } catch (error) {
    return String(locatedWriteError(error, writePet, body, 'answer 200 of getPet'))
  }
}

const cases: Readonly<Record<string, readonly [body: unknown, place: string]>> = {
  'a member that is missing': [{}, '/id: expected a finite number, found nothing'],
  'a number that JSON does not have': [{ id: NaN }, '/id: expected a finite number, found NaN'],
  'an item that is no object': [
    { id: 1, tags: [{ name: 'a' }, null] },
    '/tags/1: expected an object, found null',
  ],
  'a member of an item': [
    { id: 1, tags: [{ name: 7 }] },
    '/tags/0/name: expected a string, found a number',
  ],
  'a name with a slash': [
    { id: 1, 'a/b': { x: 'y' } },
    '/a~1b/x: expected a finite number, found a string',
  ],
  'a value without a schema': [
    { id: 1, extra: { deep: [1, () => 1] } },
    '/extra/deep/1: expected a JSON value, found a function',
  ],
  'the answer itself': ['text', 'its root: expected an object, found a string'],
}

describe('a writer that fails', () => {
  test.each(Object.entries(cases))('%s', (_, [body, place]) => {
    expect(messageOf(body)).toBe(
      `WriteError: answer 200 of getPet does not fit its schema at ${place}`,
    )
  })

  test('what fits is written, dates too', () => {
    expect(messageOf({ id: 1, extra: new Date(0) })).toBe(
      '{"id":1,"extra":"1970-01-01T00:00:00.000Z"}',
    )
  })
})

test('op.reply says which answer of which operation', () => {
  const op = operation({
    id: 'getPet',
    method: 'GET',
    path: '/pet',
    tag: 'pets',
    params: [],
    body: null,
    security: [],
    read: () => {},
    replies: { 200: { contentType: 'application/json', write: writePet } },
  } as never)
  expect(() => (op.reply as (status: number, body: unknown) => unknown)(200, { id: 'x' })).toThrow(
    'answer 200 of getPet does not fit its schema at /id: expected a finite number, found a string',
  )
})

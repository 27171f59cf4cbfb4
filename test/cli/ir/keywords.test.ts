// The registry of keywords is held against the readers: a keyword that reading looks at and the registry does
// not know as such fails here, and so does one that the registry says is looked at and is not.

import { describe, expect, it } from 'vitest'
import type { Document } from '../../../cli/src/ir/document.js'
import { keywordOf, keywords, type SpecObject } from '../../../cli/src/ir/keywords.js'
import type { JsonValue } from '../../../cli/src/ir/schema.js'
import { readOpenapi } from '../../../cli/src/read/openapi/document.js'
import { everyKeyword } from './every-keyword.js'
import { everyKeyword20 } from './every-keyword-20.js'

/** Keywords of an object that only lead to what is listed elsewhere, or are looked at by their place. */
type Uses = Map<SpecObject, Set<string>>

/** The value with every look at a member noted by the pointer of its object. */
const watched = (
  value: unknown,
  pointer: string,
  note: (pointer: string, key: string) => void,
): unknown => {
  if (typeof value !== 'object' || value === null) return value
  const copy = Array.isArray(value)
    ? value.map((each, index) => watched(each, `${pointer}/${index}`, note))
    : Object.fromEntries(
        Object.entries(value).map(([key, each]) => [
          key,
          watched(each, `${pointer}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`, note),
        ]),
      )
  return new Proxy(copy, {
    get: (target, key, receiver) => {
      if (typeof key === 'string') note(pointer, key)
      return Reflect.get(target, key, receiver)
    },
  })
}

/** What reading looks at, and what there was to look at, by object. */
const readAll = (whole: object) => {
  const looked = new Map<string, Set<string>>()
  const note = (pointer: string, key: string): void => {
    looked.set(pointer, (looked.get(pointer) ?? new Set()).add(key))
  }
  const plain = JSON.parse(JSON.stringify(whole))
  const root = watched(plain, '', note) as JsonValue
  const file = { file: 'api.json', text: '', format: 'json', root, locate: () => null } as const
  const document: Document = {
    root: file,
    files: new Map([['api.json', file]]),
    open: () => ({ value: file, diagnostics: [] }),
    targetOf: () => null,
  }
  const { value } = readOpenapi(document)
  const seen: Uses = new Map()
  const read: Uses = new Map()
  const unread: Uses = new Map()
  const add = (uses: Uses, object: SpecObject, key: string) =>
    uses.set(object, (uses.get(object) ?? new Set()).add(key))
  for (const { object, pointer, value: members } of value?.objects ?? []) {
    const asked = new Set(looked.get(pointer))
    for (const key of Object.keys(members)) {
      add(seen, object, key)
      add(asked.has(key) ? read : unread, object, key)
    }
  }
  return { seen, read }
}

const versions = [everyKeyword20(), everyKeyword('3.0.3'), everyKeyword('3.1.0')].map(readAll)
const inAny = (uses: readonly Uses[], object: SpecObject, key: string): boolean =>
  uses.some((each) => each.get(object)?.has(key) === true)

const rows = Object.entries(keywords).flatMap(([object, table]) =>
  Object.keys(table).map((key) => [object as SpecObject, key] as const),
)
const reached = new Set(versions.flatMap(({ seen }) => [...seen.keys()]))

describe('the registry of keywords', () => {
  it('has a row for each keyword that reading meets', () => {
    const met = versions.flatMap(({ seen }) =>
      [...seen].flatMap(([object, keys]) => [...keys].map((key) => [object, key] as const)),
    )
    expect(met.length).toBeGreaterThan(150)
    expect(met.filter(([object, key]) => keywordOf(object, key) === null)).toEqual([])
  })

  it('says of no object that reading never comes to that something becomes of it', () => {
    const unreached = rows.filter(([object]) => !reached.has(object))
    expect(unreached.filter(([object, key]) => keywordOf(object, key)?.read !== false)).toEqual([])
  })

  it.each(rows.filter(([object]) => reached.has(object)))(
    '%s: %s is looked at as it says',
    (object, key) => {
      const seen = versions.map((each) => each.seen)
      expect(inAny(seen, object, key), 'every-keyword.ts uses it').toBe(true)
      const isRead = inAny(
        versions.map((each) => each.read),
        object,
        key,
      )
      expect(isRead).toBe(keywordOf(object, key)?.read)
    },
  )
})

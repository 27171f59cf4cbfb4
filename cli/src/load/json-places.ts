// Owns places in JSON text: pointer to offsets, by scanning only the containers on the way.
// The text is known to be valid JSON.

import { tokensOf } from '../diagnostics/pointer.js'
import type { NodePlace, Span } from '../diagnostics/source.js'
import { numberEnd, stringEnd } from './json-survey.js'

/** Makes the locator of one text; containers that were scanned once are remembered. */
export const jsonPlaces = (text: string): ((pointer: string) => NodePlace | null) => {
  const scanned = new Map<number, ReadonlyMap<string, NodePlace>>()
  const membersAt = (start: number): ReadonlyMap<string, NodePlace> => {
    const known = scanned.get(start)
    if (known !== undefined) return known
    const members = scanContainer(text, start)
    scanned.set(start, members)
    return members
  }
  const start = skipSpace(text, 0)
  const root: NodePlace = { key: null, value: { start, end: text.trimEnd().length } }
  return (pointer) => {
    let place = root
    for (const token of tokensOf(pointer)) {
      const member = membersAt(place.value.start).get(token)
      if (member === undefined) return null
      place = member
    }
    return place
  }
}

/** Spans of keys that occur a second time in their object, with the first occurrence. */
export const duplicateKeys = (text: string): readonly { first: Span; again: Span }[] => {
  const found: { first: Span; again: Span }[] = []
  const open: (Map<string, Span> | null)[] = []
  for (let at = skipSpace(text, 0); at < text.length; at++) {
    const unit = text.charCodeAt(at)
    if (unit === 0x7b) open.push(new Map())
    else if (unit === 0x5b) open.push(null)
    else if (unit === 0x7d || unit === 0x5d) open.pop()
    else if (unit === 0x22) {
      const span = { start: at, end: stringEnd(text, at) }
      at = span.end - 1
      const keys = open.at(-1)
      if (keys == null || text.charCodeAt(skipSpace(text, span.end)) !== 0x3a) continue
      const key = keyOf(text, span)
      const first = keys.get(key)
      if (first === undefined) keys.set(key, span)
      else found.push({ first, again: span })
    }
  }
  return found
}

const scanContainer = (text: string, start: number): ReadonlyMap<string, NodePlace> => {
  const members = new Map<string, NodePlace>()
  const isObject = text.charCodeAt(start) === 0x7b
  if (!isObject && text.charCodeAt(start) !== 0x5b) return members
  let at = skipSpace(text, start + 1)
  for (let index = 0; at < text.length && !isClose(text.charCodeAt(at)); index++) {
    let key: Span | null = null
    if (isObject) {
      key = { start: at, end: stringEnd(text, at) }
      at = skipSpace(text, skipSpace(text, key.end) + 1)
    }
    const value = { start: at, end: valueEnd(text, at) }
    members.set(key === null ? String(index) : keyOf(text, key), { key, value })
    at = skipSpace(text, value.end)
    if (text.charCodeAt(at) === 0x2c) at = skipSpace(text, at + 1)
  }
  return members
}

const keyOf = (text: string, span: Span): string => {
  const raw = text.slice(span.start + 1, span.end - 1)
  return raw.includes('\\') ? String(JSON.parse(`"${raw}"`)) : raw
}

const valueEnd = (text: string, start: number): number => {
  const unit = text.charCodeAt(start)
  if (unit === 0x22) return stringEnd(text, start)
  if (unit !== 0x7b && unit !== 0x5b) return Math.max(numberEnd(text, start), start + 1)
  let depth = 0
  for (let at = start; at < text.length; at++) {
    const next = text.charCodeAt(at)
    if (next === 0x22) at = stringEnd(text, at) - 1
    else if (next === 0x7b || next === 0x5b) depth++
    else if (isClose(next) && --depth === 0) return at + 1
  }
  return text.length
}

const isClose = (unit: number): boolean => unit === 0x7d || unit === 0x5d

const skipSpace = (text: string, from: number): number => {
  let at = from
  for (;;) {
    const unit = text.charCodeAt(at)
    if (unit !== 0x20 && unit !== 0x0a && unit !== 0x0d && unit !== 0x09) return at
    at++
  }
}

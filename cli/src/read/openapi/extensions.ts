// Owns what is said of extensions, `x-nexus-...`, that stand in a wrong place or say what they cannot. Others
// that begin with `x-` belong to other tools and are nobody's business here.

import { nearest } from '../../diagnostics/suggest.js'
import type { SpecObject } from '../../ir/keywords.js'
import { extensionPlaces } from './extension-places.js'
import {
  at,
  atMember,
  describe,
  isArrayNode,
  items,
  member,
  type Node,
  type ObjectNode,
} from './node.js'
import type { Reader } from './reader.js'

/** Warns of an extension of ours that is misspelt, or stands where it has no meaning. */
export const checkExtension = (
  reader: Reader,
  node: ObjectNode,
  /** null: one that has no keywords, only names. */
  object: SpecObject | null,
  key: string,
): void => {
  if (!key.startsWith('x-nexus-')) return
  const homes = Object.hasOwn(extensionPlaces, key) ? extensionPlaces[key] : undefined
  if (object !== null && homes?.includes(object)) return
  const meant = homes === undefined ? nearest(key, Object.keys(extensionPlaces)) : null
  reader.report('NX2150', {
    message:
      homes === undefined
        ? `there is no extension \`${key}\``
        : `\`${key}\` has no meaning ${object === null ? 'here' : `in the ${object} Object`}`,
    at: atMember(node, key),
    ...(homes !== undefined
      ? {
          help: `it belongs into the ${homes.filter((home) => !home.startsWith('Swagger')).join(', ')} Object`,
        }
      : {}),
    ...(meant !== null ? { help: `did you mean \`${meant}\`?` } : {}),
  })
}

/** An error at a value that an extension cannot have. */
export const wrongValue = (reader: Reader, node: Node, key: string, wanted: string): null => {
  const { value } = node
  const found =
    typeof value === 'string' || typeof value === 'number' ? `\`${value}\`` : describe(value)
  reader.report('NX2151', { message: `\`${key}\` must be ${wanted}, not ${found}`, at: at(node) })
  return null
}

/** Names of middleware, outermost first. */
export const middlewareKey = (reader: Reader, node: ObjectNode): readonly string[] => {
  const key = 'x-nexus-middleware'
  const found = member(node, key)
  if (found === null) return []
  const names = isArrayNode(found) ? items(found) : [found]
  return names.flatMap((name) => {
    const { value } = name
    if (typeof value === 'string' && /^[\p{L}_$][\p{L}\p{N}_$.-]*$/u.test(value)) return [value]
    wrongValue(reader, name, key, 'a name such as `audit`, or a list of names')
    return []
  })
}

const byteUnits = {
  '': 1,
  b: 1,
  kb: 1000,
  mb: 1000 ** 2,
  kib: 1024,
  mib: 1024 ** 2,
  gib: 1024 ** 3,
}
const durationUnits = { '': 1, ms: 1, s: 1000, m: 60_000, h: 3_600_000 }
const bodyBytesMax = 1024 ** 3
const timeoutMsMax = 24 * 60 * 60 * 1000
/** Longer times are warned about. */
const usualTimeoutMsMax = 10 * 60 * 1000

/** The largest body that an operation takes; null: the server's limit. */
export const bodyBytesMaxKey = (reader: Reader, node: ObjectNode): number | null => {
  const wanted = 'a size up to 1GiB such as `64kB`, `5MiB` or a number of bytes'
  return amountKey(reader, node, 'x-nexus-body-bytes-max', wanted, byteUnits, [0, bodyBytesMax])
}

/** The largest message of a WebSocket; null: the server's limit. */
export const messageBytesMaxKey = (reader: Reader, node: ObjectNode): number | null => {
  const wanted = 'a size up to 1GiB such as `64kB`, `5MiB` or a number of bytes'
  return amountKey(reader, node, 'messageBytesMax', wanted, byteUnits, [1, bodyBytesMax])
}

/** How long a handler may take; null: the server's limit. */
export const timeoutMsKey = (reader: Reader, node: ObjectNode): number | null => {
  const wanted = 'a time up to 24h such as `250ms`, `10s` or a number of milliseconds'
  const key = 'x-nexus-timeout'
  const amount = amountKey(reader, node, key, wanted, durationUnits, [1, timeoutMsMax])
  if (amount !== null && amount > usualTimeoutMsMax) {
    const message = `\`${key}: ${node.value[key]}\` is more than 10 minutes`
    reader.report('NX2197', { message, at: at(member(node, key) ?? node) })
  }
  return amount
}

const amountKey = (
  reader: Reader,
  node: ObjectNode,
  key: string,
  wanted: string,
  units: Readonly<Record<string, number>>,
  [min, max]: readonly [number, number],
): number | null => {
  const found = member(node, key)
  if (found === null) return null
  const match = /^(\d{1,15}(?:\.\d{1,6})?)\s*([a-z]*)$/i.exec(String(found.value).trim())
  const name = (match?.[2] ?? '?').toLowerCase()
  const unit = Object.hasOwn(units, name) ? (units[name] ?? Number.NaN) : Number.NaN
  const amount = Math.round(Number(match?.[1]) * unit)
  const isText = typeof found.value === 'string' || typeof found.value === 'number'
  if (isText && amount >= min && amount <= max) return amount
  return wrongValue(reader, found, key, wanted)
}

/** Whether a body comes piece by piece instead of whole. */
export const streamKey = (reader: Reader, node: ObjectNode): boolean => {
  const key = 'x-nexus-stream'
  const found = member(node, key)
  if (found === null || typeof found.value === 'boolean') return found?.value === true
  wrongValue(reader, found, key, 'true or false')
  return false
}

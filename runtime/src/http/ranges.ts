// Owns the Range field (RFC 9110, 14.2): which bytes a request asks for, within bounds.

/** Bytes `from` to `to`, both included. */
export interface ByteRange {
  readonly from: number
  readonly to: number
}

/** Ranges of one request that are answered; with more, the field is ignored and everything is sent. */
const rangesMax = 16

/**
 * The ranges that a field asks of `size` bytes. `whole`: everything is to be sent, because the field is of another
 * unit, malformed, or asks for so much that it costs more than it saves. `unsatisfiable`: 416.
 *
 * @example parseRanges('bytes=0-99, -100', 1000) // [{ from: 0, to: 99 }, { from: 900, to: 999 }]
 */
export const parseRanges = (
  field: string,
  size: number,
): readonly ByteRange[] | 'whole' | 'unsatisfiable' => {
  const specs = specsOf(field)
  if (specs === null || specs.length > rangesMax) return 'whole'
  const ranges: ByteRange[] = []
  for (const spec of specs) {
    const range = rangeOf(spec, size)
    if (range === 'malformed') return 'whole'
    if (range !== null) ranges.push(range)
  }
  if (ranges.length === 0) return 'unsatisfiable'
  // RFC 9110, 14.2: overlapping ranges are a sign of a broken client or of an attack.
  const bytes = ranges.reduce((sum, { from, to }) => sum + to - from + 1, 0)
  return ranges.length > 1 && bytes >= size ? 'whole' : ranges
}

const specsOf = (field: string): string[] | null => {
  const match = /^bytes=(.*)$/i.exec(field)
  if (match === null) return null
  const specs = (match[1] ?? '').split(',', rangesMax * 2).map((spec) => spec.trim())
  const given = specs.filter((spec) => spec !== '')
  return given.length === 0 ? null : given
}

// RFC 9110, 14.1.2: a position beyond the end is one, however many digits it has.
const positions = /^(\d*)-(\d*)$/

const rangeOf = (spec: string, size: number): ByteRange | 'malformed' | null => {
  const match = positions.exec(spec)
  const [first = '', last = ''] = match?.slice(1) ?? []
  if (match === null || (first === '' && last === '')) return 'malformed'
  if (first === '') {
    const length = Math.min(Number(last), size)
    return length === 0 ? null : { from: size - length, to: size - 1 }
  }
  if (last !== '' && isBelow(last, first)) return 'malformed'
  const from = Number(first)
  const to = last === '' ? size - 1 : Math.min(Number(last), size - 1)
  return from >= size ? null : { from, to }
}

/** Compares by digits: beyond 2^53 numbers that differ are equal. */
const isBelow = (a: string, b: string): boolean => {
  const [own, other] = [withoutZeros(a), withoutZeros(b)]
  return own.length === other.length ? own < other : own.length < other.length
}

const withoutZeros = (digits: string): string => digits.replace(/^0+/, '')

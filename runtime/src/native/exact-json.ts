// Owns reading JSON whose numbers may not fit a double: integers beyond 2^53 become bigint. Only bodies that
// native code flagged (a run of 16 digits or more, an exponent of 3 or more) come here; JSON.parse is exact for
// all others.

/**
 * As `JSON.parse`, but an integer literal (no fraction, no exponent) outside of ±(2^53 - 1) is a bigint.
 * So a validator for `number` refuses it, and one for int64 gets the exact value.
 *
 * @throws {SyntaxError} when `text` is not JSON, or has a number that no double holds (1e400), which
 * JSON.parse would make infinite.
 */
export const parseExact = (text: string): unknown => {
  // First: on text that is JSON the search below takes linear time, on other text it need not.
  const plain: unknown = JSON.parse(text)
  const found: string[] = []
  const marked = text.replace(tokens, (token) => {
    if (token.startsWith('"')) return token
    if (!isUnsafe(token)) return finite(token)
    if (token.length > integerDigitsMax) throw new SyntaxError('an integer has too many digits')
    found.push(token)
    return `"${marker}${found.length - 1}"`
  })
  if (found.length === 0) return plain
  return JSON.parse(marked, (_key, value) => {
    if (typeof value !== 'string' || !value.startsWith(marker)) return value
    return BigInt(found[Number(value.slice(marker.length))] ?? 0)
  })
}

/** Digits of one integer at most: converting takes more than linear time. */
const integerDigitsMax = 400

// Strings first, so that digits inside them are passed over; then anything that looks like a number.
const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g

// Nobody outside knows it, so no body can hold a string that begins with it.
const marker = `${crypto.randomUUID()}:`

const finite = (token: string): string => {
  if (Number.isFinite(Number(token))) return token
  throw new SyntaxError('a number is too large')
}

const isUnsafe = (token: string): boolean =>
  token.length >= 16 && /^-?\d+$/.test(token) && !Number.isSafeInteger(Number(token))

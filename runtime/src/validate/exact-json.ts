// Owns reading JSON whose numbers may not fit a double: integers beyond 2^53 become bigint. Only bodies that
// native code flagged (a run of 16 digits or more, an exponent of 3 or more) come here; JSON.parse is exact for
// all others.

/**
 * As `JSON.parse`, but an integer literal (no fraction, no exponent) outside of ±(2^53 - 1) is a bigint.
 * So a validator for `number` refuses it, and one for int64 gets the exact value. Digits of other numbers that a double
 * loses are remembered beside it, for `digitsAt`.
 *
 * @throws {SyntaxError} when `text` is not JSON.
 * @throws {NumberBeyond} when it has a number that no double holds (1e400), which JSON.parse would make infinite, or an
 * integer of more digits than anybody computes with.
 */
export const parseExact = (text: string): unknown => {
  // First: on text that is JSON the search below takes linear time, on other text it need not.
  const plain: unknown = JSON.parse(text)
  const found: string[] = []
  const marked = text.replace(tokens, (token) => {
    if (token.startsWith('"')) return token
    if (isUnsafe(token)) {
      if (token.length > integerDigitsMax)
        throw new NumberBeyond(`has an integer of more than ${integerDigitsMax} digits`)
    } else if (finite(token) === token && isLossless(token)) return token
    found.push(token)
    return `"${marker()}${found.length - 1}"`
  })
  if (found.length === 0) return plain
  return JSON.parse(marked, function (this: object, key: string, value: unknown) {
    if (typeof value !== 'string' || !value.startsWith(marker())) return value
    const token = found[Number(value.slice(marker().length))] ?? '0'
    if (isUnsafe(token)) return BigInt(token)
    note(this, key, token)
    return Number(token)
  })
}

/** JSON with a number that is not read; the message says which. */
export class NumberBeyond extends RangeError {
  override readonly name = 'NumberBeyond'
}

/** Digits of decimals, by the object or array that holds them: nothing is spent on bodies without long ones. */
const written = new WeakMap<object, Map<string, string>>()

/** Stands for digits that are more than anybody computes with. */
export const tooLong = 'too long'

const note = (holder: object, key: string, token: string): void => {
  const digits = written.get(holder) ?? new Map<string, string>()
  const exponent = Math.abs(Number(token.split(/e/i)[1] ?? 0))
  const isShort = token.length <= integerDigitsMax && exponent <= integerDigitsMax
  digits.set(key, isShort ? token : tooLong)
  written.set(holder, digits)
}

/** The digits of a number that its double has lost; undefined where it has all of them. */
export const digitsAt = (holder: object, key: string | number): string | undefined =>
  written.get(holder)?.get(String(key))

/** Whether the double that a number is read as is the same number: its shortest text has the same digits. */
export const isLossless = (token: string): boolean => {
  const shortest = String(Number(token))
  return shortest === token || normalised(shortest) === normalised(token)
}

/** Digits without zeros around them, and where the point is: equal for 1.50, 15e-1 and 1.5. */
export const normalised = (token: string): string => {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^([+-]?)(\d+)(?:\.(\d+))?(?:e([+-]?\d+))?$/i.exec(token) ?? []
  const digits = (whole + fraction).replace(/^0+/, '')
  const significant = withoutZerosBehind(digits)
  if (significant === '') return '0'
  const power = Number(exponent) - fraction.length + digits.length - significant.length
  return `${sign}${significant}e${power}`
}

/** The integer that digits are, however they are written; undefined where they are none, or too many. */
export const wholeNumber = (digits: string): bigint | undefined => {
  const [significant = '', power = '0'] = normalised(digits).split('e')
  const zeros = Number(power)
  if (significant === '0' || zeros < 0 || zeros > integerDigitsMax) return undefined
  return BigInt(significant) * 10n ** BigInt(zeros)
}

// A loop: an expression that looks for an end tries again at every zero, and a client may send a million of them.
const withoutZerosBehind = (digits: string): string => {
  let end = digits.length
  while (digits.charCodeAt(end - 1) === zero) end--
  return digits.slice(0, end)
}

const zero = 48

/** Digits of one integer at most: converting takes more than linear time. */
const integerDigitsMax = 400

// Strings first, so that digits inside them are passed over; then anything that looks like a number.
const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d[\d.eE+-]*/g

let markerMade: string | undefined

// Nobody outside knows it, so no body can hold a string that begins with it. Made when a body needs it: it brings
// Node.js's cryptography in, half a MiB of it.
const marker = (): string => {
  markerMade ??= `${crypto.randomUUID()}:`
  return markerMade
}

const finite = (token: string): string => {
  if (Number.isFinite(Number(token))) return token
  throw new NumberBeyond('has a number beyond 1.8e308')
}

const isUnsafe = (token: string): boolean =>
  token.length >= 16 && /^-?\d+$/.test(token) && !Number.isSafeInteger(Number(token))

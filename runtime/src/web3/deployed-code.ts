// Owns whether the code at an address can have a function. Code says so roughly: this errs towards yes.

/** Code that is longer is not looked at; a contract has 24 KiB at most (EIP-170). */
const codeBytesMax = 256 * 1024

/**
 * Whether deployed code, in hex, may answer a selector: the selector is in it, or another contract's code runs for it.
 *
 * @example mayHaveFunction('0x6080...', '0x70a08231')
 */
export const mayHaveFunction = (code: string, selector: string): boolean => {
  const digits = withoutMetadata(code.slice(2).toLowerCase())
  if (digits.length > codeBytesMax * 2) return true
  // Compilers push the number, which has no zeros in front.
  const pushed = selector
    .slice(2)
    .toLowerCase()
    .replace(/^(?:00)+/, '')
  return hasBytes(digits, pushed) || runsOther(digits)
}

const hasBytes = (digits: string, bytes: string): boolean => {
  let index = digits.indexOf(bytes)
  while (index % 2 === 1) index = digits.indexOf(bytes, index + 1)
  return index !== -1
}

/** Solidity ends its code with a CBOR map and the two bytes of its length: a hash, which may look like anything. */
const withoutMetadata = (digits: string): string => {
  const size = Number.parseInt(digits.slice(-4), 16) * 2
  const start = digits.length - 4 - size
  return start > 0 && /^a[1-4]/.test(digits.slice(start)) ? digits.slice(0, start) : digits
}

const push1 = 0x60
const push32 = 0x7f
/** CALLCODE and DELEGATECALL: a proxy, a diamond, a library's user. */
const runsOtherCode: ReadonlySet<number> = new Set([0xf2, 0xf4])
/** An account that acts by the code of another (EIP-7702). */
const delegation = 'ef0100'

const runsOther = (digits: string): boolean => {
  if (digits.startsWith(delegation)) return true
  for (let index = 0; index < digits.length; index += 2) {
    const opcode = Number.parseInt(digits.slice(index, index + 2), 16)
    if (runsOtherCode.has(opcode)) return true
    if (opcode >= push1 && opcode <= push32) index += (opcode - push1 + 1) * 2
  }
  return false
}

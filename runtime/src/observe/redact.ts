// Owns what never appears in a log line: credentials, by the name they have or the shape they are in.

const depthMax = 8
const itemsMax = 100
const hidden = '[redacted]'

// Compared in lower case without `-` and `_`.
const secretNames = new Set([
  'authorization',
  'proxyauthorization',
  'cookie',
  'cookies',
  'setcookie',
  'apikey',
  'xapikey',
  'xauthtoken',
  'password',
  'passwd',
  'passphrase',
  'secret',
  'clientsecret',
  'token',
  'accesstoken',
  'refreshtoken',
  'idtoken',
  'privatekey',
  'signer',
  'mnemonic',
  'seed',
  'credentials',
])

const plainName = (name: string): string => name.toLowerCase().replace(/[-_]/g, '')

/** Adds a name, such as that of an API key's header in the contract. */
export const redactName = (name: string): void => {
  secretNames.add(plainName(name))
}

/** A copy of `value` for a log line: secrets replaced, errors as plain data, depth and length bounded. */
export const redact = (value: unknown): unknown => redactAt(value, 0, new Set())

const redactAt = (value: unknown, depth: number, above: Set<object>): unknown => {
  if (typeof value === 'string') return redactText(value)
  if (typeof value === 'bigint') return String(value)
  if (typeof value !== 'object' || value === null) return value
  if (above.has(value)) return '[circular]'
  if (depth >= depthMax) return '[deep]'
  above.add(value)
  const copy = copyOf(value, depth + 1, above)
  above.delete(value)
  return copy
}

const copyOf = (value: object, depth: number, above: Set<object>): unknown => {
  if (Array.isArray(value)) {
    return value.slice(0, itemsMax).map((item) => redactAt(item, depth, above))
  }
  if (value instanceof Date) return value
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`
  if (value instanceof Map) return copyOf(Object.fromEntries(value), depth, above)
  if (value instanceof Set) return copyOf([...value], depth, above)
  const copy: Record<string, unknown> = {}
  if (value instanceof Error) Object.assign(copy, errorFields(value, depth, above))
  for (const [name, item] of Object.entries(value).slice(0, itemsMax)) {
    copy[name] = secretNames.has(plainName(name)) ? hidden : redactAt(item, depth, above)
  }
  return copy
}

const errorFields = (error: Error, depth: number, above: Set<object>): object => ({
  type: error.name,
  message: redactText(error.message),
  stack: redactText(error.stack ?? ''),
  ...(error.cause === undefined ? {} : { cause: redactAt(error.cause, depth, above) }),
})

/** Text without the credentials that can be told by their shape. */
export const redactText = (text: string): string =>
  text
    .replace(/\b(Bearer|Basic)\s+[\w.~+/=-]{6,}/gi, `$1 ${hidden}`)
    .replace(/(\w+:\/\/)[^\s/@:]+:[^\s/@]+@/g, `$1${hidden}@`)
    .replace(/\b(api[-_]?key|token|password|secret)=[^\s&"']+/gi, `$1=${hidden}`)

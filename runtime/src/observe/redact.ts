// Owns what never appears in a log line: credentials, by the name they have or the shape they are in.

/** Objects within objects that are followed. */
const depthMax = 8

/** Items of one list and members of one object that are kept. */
const itemsMax = 100

/** Values of one line that are kept, whatever is in what: lists of lists of lists multiply. */
const valuesMax = 10_000

/** Characters of one text that are kept. */
const textCharsMax = 10_000

/** Characters of one text that are searched for credentials: loops of expressions grow a stack of V8 with what they take. */
const textSearchedMax = 1_000_000
/** Of a text that is longer, so much of the end is left out: half of a credential may be there, and is not known as such. */
const halfSecretChars = 4_096

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

// Also within a longer name: `dbPassword`, `WEBHOOK_SECRET`, `privateKeyPem`.
const secretWords = [
  'password',
  'passwd',
  'passphrase',
  'secret',
  'privatekey',
  'apikey',
  'mnemonic',
  'credential',
] as const

/** `botToken` is one, `tokenId` none. */
const isSecret = (name: string): boolean => {
  const plain = plainName(name)
  return (
    secretNames.has(plain) ||
    plain.endsWith('token') ||
    secretWords.some((word) => plain.includes(word))
  )
}

const plainName = (name: string): string => name.toLowerCase().replace(/[-_]/g, '')

/**
 * Adds a name, such as that of an API key's header in the contract.
 *
 * @example redactName('X-Shop-Key')
 */
export const redactName = (name: string): void => {
  secretNames.add(plainName(name))
}

/**
 * A copy of `value` for a log line: secrets replaced, errors as plain data, depth and length bounded.
 *
 * @example redact({ user: 'ada', password: 'x' }) // { user: 'ada', password: '[redacted]' }
 */
export const redact = (value: unknown): unknown => new Copy().of(value, 0)

/** One value being copied: what it is within, and how much it has come to. */
class Copy {
  readonly #above = new Set<object>()
  #left = valuesMax

  of(value: unknown, depth: number): unknown {
    if (typeof value === 'string') return redactText(value)
    if (typeof value === 'bigint') return redactText(String(value))
    if (typeof value === 'function') return undefined
    if (typeof value !== 'object' || value === null) return value
    if (this.#above.has(value)) return '[circular]'
    if (depth >= depthMax) return '[deep]'
    this.#above.add(value)
    try {
      return this.#object(value, depth + 1)
    } catch {
      // A getter or a proxy of the application that throws: the line is written all the same.
      return '[unreadable]'
    } finally {
      this.#above.delete(value)
    }
  }

  #object(value: object, depth: number): unknown {
    if (Array.isArray(value)) return this.#list(value, depth)
    if (value instanceof Date) return value
    if (value instanceof URL) return redactText(value.href)
    if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`
    if (value instanceof Map) return this.#members([...value], depth)
    if (value instanceof Set) return this.#list([...value], depth)
    if (value instanceof Error) return this.#error(value, depth)
    return this.#members(Object.entries(value), depth)
  }

  #list(items: readonly unknown[], depth: number): unknown[] {
    const kept = this.#take(items.length)
    const copy = items.slice(0, kept).map((item) => this.of(item, depth))
    return kept === items.length ? copy : [...copy, `[${items.length - kept} more]`]
  }

  /** Without a prototype, so that `__proto__` is a name like any other. */
  #members(
    entries: readonly (readonly [name: unknown, value: unknown])[],
    depth: number,
  ): Record<string, unknown> {
    const copy: Record<string, unknown> = Object.create(null)
    const kept = this.#take(entries.length)
    for (const [key, item] of entries.slice(0, kept)) {
      const name = typeof key === 'object' && key !== null ? '[object]' : String(key)
      copy[cut(name)] = isSecret(name) ? hidden : this.of(item, depth)
    }
    if (kept < entries.length) copy['[more]'] = entries.length - kept
    return copy
  }

  #error(error: Error, depth: number): Record<string, unknown> {
    const { name, message, stack = '', cause } = error
    const errors: unknown = error instanceof AggregateError ? error.errors : undefined
    return Object.assign(this.#members(Object.entries(error), depth), {
      type: name,
      message: redactText(message),
      stack: redactText(stack),
      ...(cause === undefined ? {} : { cause: this.of(cause, depth) }),
      ...(errors === undefined ? {} : { errors: this.of(errors, depth) }),
    })
  }

  /** How many of so many values there is room for. */
  #take(count: number): number {
    const taken = Math.min(count, itemsMax, this.#left)
    this.#left -= taken
    return taken
  }
}

/**
 * Text without the credentials that can be told by their shape, and not longer than anybody reads. What clients send
 * comes here: an expression begins with a word or a mark that its loops do not take, so that time is linear.
 *
 * @example redactText('Authorization: Bearer abc.def') // 'Authorization: Bearer [redacted]'
 */
export const redactText = (text: string): string => {
  if (text.length <= textSearchedMax) return cut(withoutSecrets(text))
  const beginning = withoutSecrets(text.slice(0, textSearchedMax)).slice(0, -halfSecretChars)
  return cut(beginning, text.length - textSearchedMax + halfSecretChars)
}

const withoutSecrets = (text: string): string =>
  text
    .replace(/\b(Bearer|Basic)\s+[\w.~+/=-]{6,}/gi, `$1 ${hidden}`)
    .replace(/:\/\/[^\s/@]+@/g, `://${hidden}@`)
    .replace(/(api[-_]?key|token|password|secret)=[^\s&"']+/gi, `$1=${hidden}`)

// After the secrets are gone: half of one would not be known as such.
const cut = (text: string, leftOut = 0): string => {
  const more = leftOut + Math.max(0, text.length - textCharsMax)
  return more === 0 ? text : `${text.slice(0, textCharsMax)} [${more} more characters]`
}

// Owns putting header fields of answers together: names in any case, one value or a list of them.

/** Headers an operation's answer adds to its precomputed block; values are checked for CR, LF and NUL. */
export type ReplyHeaders = Readonly<Record<string, string | number | readonly string[]>>

type Value = ReplyHeaders[string]

/** A header by its name in any case. */
export const headerIn = (headers: ReplyHeaders | null, name: string): Value | undefined => {
  const lower = name.toLowerCase()
  for (const key in headers) if (key.toLowerCase() === lower) return headers[key]
  return undefined
}

/** `given` over `own`: a field of the same name is replaced. */
export const mergeHeaders = (own: ReplyHeaders | null, given: ReplyHeaders): ReplyHeaders => {
  const merged: Record<string, Value> = Object.create(null)
  const names = new Set(Object.keys(given).map((name) => name.toLowerCase()))
  for (const name in own) if (!names.has(name.toLowerCase())) merged[name] = own[name] as Value
  return Object.assign(merged, given)
}

/** `own` with one more line of the field `name`. */
export const addHeader = (own: ReplyHeaders | null, name: string, value: string): ReplyHeaders => {
  const present = headerIn(own, name)
  const values = present === undefined ? [] : Array.isArray(present) ? present : [String(present)]
  return mergeHeaders(own, { [name]: [...values, value] })
}

/** `own` with `names` in its Vary field (RFC 9110, 12.5.5), each once. */
export const addVary = (own: ReplyHeaders | null, names: readonly string[]): ReplyHeaders => {
  const present = headerIn(own, 'vary')
  const listed =
    present === undefined
      ? []
      : String(present)
          .split(',')
          .map((name) => name.trim())
  const known = new Set(listed.map((name) => name.toLowerCase()))
  if (known.has('*')) return own ?? {}
  const more = names.filter((name) => !known.has(name.toLowerCase()))
  return mergeHeaders(own, { vary: [...listed, ...more].join(', ') })
}

// Owns the list of formats: which validators check and with which function of the runtime, and which need no check.

/** By the value of `format`; others only document (JSON Schema 2020-12 validation, 7). */
export const checkedFormats = {
  'date-time': 'isDateTime',
  date: 'isDate',
  time: 'isTime',
  duration: 'isDuration',
  email: 'isEmail',
  hostname: 'isHostname',
  ipv4: 'isIpv4',
  ipv6: 'isIpv6',
  uri: 'isUri',
  'uri-reference': 'isUriReference',
  uuid: 'isUuid',
  regex: 'isRegex',
  byte: 'isByte',
  'json-pointer': 'isJsonPointer',
  decimal: 'isDecimal',
} as const

export type CheckedFormat = keyof typeof checkedFormats

/** Formats whose values generated validators check. Other formats only document, with a warning. */
export const enforcedFormats: ReadonlySet<string> = new Set([
  ...Object.keys(checkedFormats),
  // Of integers, which they bound.
  'int32',
  'int64',
  'uint64',
])

/** Formats that ask nothing of a JSON value, so that there is nothing to enforce. */
export const descriptiveFormats: ReadonlySet<string> = new Set([
  'float',
  'double',
  'password',
  'binary',
])

/** Whether the text of a `format` is checked. */
export const isCheckedFormat = (format: string | null): format is CheckedFormat =>
  format !== null && Object.hasOwn(checkedFormats, format)

// Owns the formats of strings that validators check, each with the runtime function that checks it.

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
} as const

export type CheckedFormat = keyof typeof checkedFormats

/** Whether the text of a `format` is checked. */
export const isCheckedFormat = (format: string | null): format is CheckedFormat =>
  format !== null && Object.hasOwn(checkedFormats, format)

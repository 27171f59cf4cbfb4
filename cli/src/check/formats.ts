// Owns the warning about formats that validators do not check.

import type { Diagnostic, SourceRef } from '../diagnostics/diagnostic.js'
import { child } from '../diagnostics/pointer.js'
import { suggestionsFrom } from '../diagnostics/suggest.js'
import type { Api } from '../ir/api.js'
import { descriptiveFormats, enforcedFormats } from '../ir/formats.js'
import { aggregate } from './aggregate.js'

/** Formats as other tools and languages call them. */
const written: Readonly<Record<string, string>> = {
  datetime: 'date-time',
  timestamp: 'date-time',
  guid: 'uuid',
  url: 'uri',
  long: 'int64',
  ulong: 'uint64',
  base64: 'byte',
}

export const checkFormats = (api: Api): readonly Diagnostic[] => {
  const places = new Map<string, SourceRef[]>()
  for (const { format, at } of api.schemas.values()) {
    if (format === null || enforcedFormats.has(format) || descriptiveFormats.has(format)) continue
    const known = places.get(format) ?? []
    known.push({ file: at.file, pointer: child(at.pointer, 'format') })
    places.set(format, known)
  }
  const meant = suggestionsFrom([...enforcedFormats, ...descriptiveFormats])
  const meantBy = (format: string): string | undefined => {
    const found = written[format.toLowerCase()] ?? meant(format)
    return found === null ? undefined : `did you mean \`${found}\`?`
  }
  return [...places].flatMap(([format, refs]) =>
    aggregate(
      'NX2202',
      refs,
      (count) =>
        `the format \`${format}\` is not enforced${count === 1 ? '' : ` (${count} times)`}`,
      meantBy(format),
    ),
  )
}

// Owns parsing of YAML files: value, located errors, and what JSON cannot hold.

import { diagnostic } from '../diagnostics/codes.js'
import type { Diagnostic, PassResult, SourceRef } from '../diagnostics/diagnostic.js'
import type { NodePlace, Span } from '../diagnostics/source.js'
import type { SourceFile } from '../ir/document.js'
import { limitError } from './limit-error.js'
import type { LoadLimits } from './limits.js'
import { lostDigits } from './lost-digits.js'
import { yamlPlaces } from './yaml-places.js'
import { parseLenientTree } from './yaml-quotes.js'
import { syntaxFault } from './yaml-syntax.js'
import type { YamlDocument } from './yaml-tree.js'
import { type YamlFinding, yamlValue } from './yaml-value.js'

/** How often aliases may repeat all that a file writes, beside `aliasedValuesMax`. */
const repeatsOfValue = 4

type Spot = (span: Span) => SourceRef

/** Parses YAML text. Never throws. */
export const parseYaml = (
  file: string,
  text: string,
  limits: LoadLimits,
): PassResult<SourceFile> => {
  const spot: Spot = (span) => ({ file, pointer: '', span })
  try {
    return parse(file, text, limits, spot)
  } catch (error) {
    const message = `the YAML parser gave up: ${error instanceof Error ? error.message : 'unknown reason'}`
    return failed([diagnostic('NX1011', { message, at: spot({ start: 0, end: 0 }) })])
  }
}

const parse = (
  file: string,
  text: string,
  limits: LoadLimits,
  asGiven: Spot,
): PassResult<SourceFile> => {
  const { documents, exceeded, back, shallow } = parseLenientTree(text, limits)
  const given = ({ start, end }: Span): Span => ({ start: back(start), end: back(end) })
  const spot: Spot = (span) => asGiven(given(span))
  if (exceeded !== null) {
    const { limit, max, offset } = exceeded
    return failed([limitError(limit, max, spot({ start: offset, end: offset }))])
  }
  const [document, second] = documents
  const broken = syntaxError(documents, text, asGiven, back)
  if (broken !== null) return failed([broken])
  if (document === undefined || document.contents === null || isEmpty(text)) {
    const at = spot({ start: 0, end: 0 })
    return failed([diagnostic('NX1004', { message: `${file} is empty`, at })])
  }
  if (second !== undefined) return failed([severalDocuments(second, spot)])
  const converted = yamlValue(document.contents, limits.mergedMembersMax)
  if (converted.tooMuchMerged !== null)
    return failed([
      limitError('mergedMembersMax', limits.mergedMembersMax, spot(converted.tooMuchMerged)),
    ])
  if (converted.nodes > limits.nodesMax) {
    return failed([limitError('nodesMax', limits.nodesMax, spot({ start: 0, end: 0 }))])
  }
  const { aliasedValuesMax } = limits
  if (converted.nodes > aliasedValuesMax + (1 + repeatsOfValue) * converted.written)
    return failed([limitError('aliasedValuesMax', aliasedValuesMax, spot({ start: 0, end: 0 }))])
  const diagnostics = [
    ...converted.findings.map((finding) => located(finding, spot)),
    ...document.warnings.map(({ message, pos: [start, end] }) =>
      diagnostic('NX1013', { message: lowerFirst(message), at: spot({ start, end }) }),
    ),
    ...documents.flatMap((each) => closeComments(each, spot)),
    ...shallow.map((start) => shallowQuote(asGiven({ start, end: start + 1 }))),
    ...lostDigits(converted.longIntegers.map(({ literal, span }) => ({ literal, at: spot(span) }))),
  ]
  const places = yamlPlaces(document.contents, converted.targets)
  const locate = (pointer: string): NodePlace | null => {
    const place = places(pointer)
    return place && { key: place.key && given(place.key), value: given(place.value) }
  }
  return { value: { file, format: 'yaml', text, root: converted.root, locate }, diagnostics }
}

const failed = (diagnostics: readonly Diagnostic[]): PassResult<SourceFile> => ({
  value: null,
  diagnostics,
})

const isEmpty = (text: string): boolean => text.trim() === ''

// The first alone: what follows is mostly that the parser lost its way there.
const syntaxError = (
  documents: readonly YamlDocument[],
  text: string,
  spot: Spot,
  back: (offset: number) => number,
): Diagnostic | null => {
  const errors = documents.flatMap((each) => each.errors.filter((error) => !isCloseComment(error)))
  const [first] = errors.sort((one, other) => one.pos[0] - other.pos[0])
  if (first === undefined) return null
  const { code, message, pos } = first
  const { span, ...said } = syntaxFault({ code, message, pos: [back(pos[0]), back(pos[1])] }, text)
  return diagnostic('NX1011', { ...said, at: spot(span) })
}

// Behind a quoted value, where it can be nothing else: other parsers take it, and so does this one.
const isCloseComment = ({ message }: { readonly message: string }): boolean =>
  message.startsWith('Comments must be separated from other tokens')

const closeComments = ({ errors }: YamlDocument, spot: Spot): readonly Diagnostic[] =>
  errors.filter(isCloseComment).map(({ pos: [start, end] }) =>
    diagnostic('NX1106', {
      message: 'a comment follows a value without a space before its `#`',
      at: spot({ start, end }),
    }),
  )

const shallowQuote = (at: SourceRef): Diagnostic =>
  diagnostic('NX1106', {
    message: 'a quoted value goes on in lines that are not deeper than its key',
    at,
  })

const lowerFirst = (text: string): string => text.charAt(0).toLowerCase() + text.slice(1)

const severalDocuments = (second: YamlDocument, spot: Spot): Diagnostic =>
  diagnostic('NX1015', {
    message: 'the file holds more than one YAML document',
    at: spot({ start: second.range[0], end: second.range[0] + 1 }),
  })

const located = (finding: YamlFinding, spot: Spot): Diagnostic =>
  diagnostic(finding.code, {
    message: finding.message,
    at: spot(finding.span),
    ...(finding.first === undefined
      ? {}
      : { related: [{ message: 'first at {place}', at: spot(finding.first) }] }),
  })

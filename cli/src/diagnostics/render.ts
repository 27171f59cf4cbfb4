// Owns how diagnostics are printed: heading, code frame, related places, help. Colour is injected;
// text that comes from documents can neither move the cursor nor colour the terminal.

import type { Diagnostic, RelatedPlace, SourceRef } from './diagnostic.js'
import { type Painter, plain } from './paint.js'
import { lineStarts, type Position, resolvePosition, type Sources } from './source.js'
import { visible } from './visible.js'
import { wrapped } from './wrap.js'

export interface RenderOptions {
  /** How parts are coloured; plain text when absent. */
  readonly paint?: Painter
  /** What lines of advice are broken at; one line each when absent. */
  readonly width?: number | null
}

/**
 * Prints diagnostics, each as a heading with a code frame, blank lines between them. A help is printed once per code.
 *
 * @example
 * process.stderr.write(renderDiagnostics(diagnostics, sources, { paint: ansi }))
 */
export const renderDiagnostics = (
  diagnostics: readonly Diagnostic[],
  sources: Sources,
  options: RenderOptions = {},
): string => {
  const looks = { paint: options.paint ?? plain, width: options.width ?? null }
  const told = new Set<string>()
  return diagnostics.map((each) => renderOne(withNewHelp(each, told), sources, looks)).join('\n')
}

/** A help that a diagnostic of the same code gave above is not given again. */
const withNewHelp = (found: Diagnostic, told: Set<string>): Diagnostic => {
  const { help, ...bare } = found
  if (help === undefined) return found
  const key = `${found.code} ${help}`
  if (told.has(key)) return bare
  told.add(key)
  return found
}

const renderOne = (
  found: Diagnostic,
  sources: Sources,
  { paint, width }: Required<RenderOptions>,
): string => {
  const frame = found.at === null ? [] : renderFrame(found, found.at, sources, paint)
  const gutter = gutterOf(found, sources)
  const notes = [
    ...(found.related ?? []).map((place) => ({ label: '', text: renderPlace(place, sources) })),
    ...(found.help === undefined ? [] : [{ label: 'help:', text: visible(found.help) }]),
  ]
  const note = ({ label, text }: (typeof notes)[number]): string => {
    // Colours take no room.
    const indent = `${gutter} = ${label} `.length - (label === '' ? 1 : 0)
    const start = label === '' ? '' : `${paint.help(label)} `
    return `${gutter} ${paint.rule('=')} ${start}${wrapped(text, width, indent)}`
  }
  const heading = `${paint[found.severity](`${found.severity} ${found.code}`)}  ${paint.message(visible(found.message))}`
  return [heading, ...frame, ...notes.map(note)].map((line) => `${line}\n`).join('')
}

const gutterOf = (found: Diagnostic, sources: Sources): string => {
  const position = found.at === null ? null : resolvePosition(sources, found.at)
  return ' '.repeat(position === null ? 2 : String(position.line).length)
}

const renderFrame = (
  found: Diagnostic,
  at: SourceRef,
  sources: Sources,
  paint: Painter,
): readonly string[] => {
  const position = resolvePosition(sources, at)
  if (position === null) return [`  ${paint.rule('-->')} ${visible(at.file)}`]
  const gutter = gutterOf(found, sources)
  const { line, underline } = excerpt(sources.get(at.file)?.text ?? '', position)
  const label = found.label === undefined ? '' : ` ${visible(found.label)}`
  return [
    `${gutter}${paint.rule('-->')} ${placeName(at, position)}`,
    `${gutter} ${paint.rule('|')}`,
    `${paint.rule(String(position.line))} ${paint.rule('|')} ${line}`.trimEnd(),
    `${gutter} ${paint.rule('|')} ${underline.indent}${paint[found.severity](underline.marks + label)}`,
  ]
}

const lineWidthMax = 120
const contextBefore = 40

// The line of a position, cut around the marked part where it is long (JSON on one line).
const excerpt = (
  text: string,
  position: Position,
): { line: string; underline: { indent: string; marks: string } } => {
  const starts = lineStarts(text)
  const start = starts[position.line - 1] ?? 0
  const end = Math.max(start, (starts[position.line] ?? text.length + 1) - 1)
  const isLong = end - start > lineWidthMax
  const from = isLong ? Math.max(start, position.span.start - contextBefore) : start
  const to = isLong ? Math.min(end, from + lineWidthMax) : end
  const markedEnd = Math.max(Math.min(position.span.end, to), position.span.start)
  const before = visible(text.slice(from, position.span.start))
  const marked = visible(text.slice(position.span.start, markedEnd).trimEnd())
  const after = visible(
    text.slice(position.span.start + markedLength(text, position, markedEnd), to),
  )
  const cutBefore = from > start ? '...' : ''
  return {
    line: `${cutBefore}${before}${marked}${after.trimEnd()}${to < end ? '...' : ''}`,
    underline: {
      indent: ' '.repeat(cutBefore.length + before.length),
      marks: '^'.repeat(Math.max(1, marked.length)),
    },
  }
}

const markedLength = (text: string, position: Position, markedEnd: number): number =>
  text.slice(position.span.start, markedEnd).trimEnd().length

const renderPlace = (related: RelatedPlace, sources: Sources): string => {
  const position = resolvePosition(sources, related.at)
  const place = position === null ? related.at.file : placeName(related.at, position)
  return related.message.includes('{place}')
    ? visible(related.message.replace('{place}', () => place))
    : `${visible(related.message)} at ${place}`
}

const placeName = (at: SourceRef, { line, column }: Position): string =>
  `${visible(at.file)}:${line}:${column}`

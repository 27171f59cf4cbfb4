// Owns how a line of the log is shown to somebody who develops: time, level and text, fields behind them, errors below.
// What clients sent stands in it: nothing of it may steer the terminal.

/** How the log of the development host is written: as servers write it, or for who reads it in a terminal. */
export type LogForm = 'json' | 'plain' | 'coloured'

type Fields = Readonly<Record<string, unknown>>

/** Causes that are shown below an error. */
const causesMax = 5

/**
 * A line of the log as it is shown.
 *
 * @example shownLine('{"level":"info","time":"2026-11-24T08:34:12.887Z","msg":"pet added","petId":7}\n', 'plain')
 */
export const shownLine = (line: string, form: 'plain' | 'coloured'): string => {
  const fields = parsed(line)
  if (fields === null) return line
  const paint = form === 'coloured' ? coloured : plain
  const { level, time, msg, err, ...others } = fields
  const head = [
    paint.dim(clock(time)),
    painted(String(level), paint),
    oneLine(String(msg ?? '')),
    ...Object.entries(others).map((field) => paint.dim(shownField(field))),
  ]
  const below = isFields(err) ? shownError(err, paint, causesMax) : shownOther(err, paint)
  return `${[head.join(' '), ...below].join('\n')}\n`
}

const parsed = (line: string): Fields | null => {
  try {
    const value: unknown = JSON.parse(line)
    return isFields(value) ? value : null
  } catch {
    return null
  }
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** The time of day here, to compare with a clock on the wall. */
const clock = (time: unknown): string => {
  const date = new Date(String(time))
  return Number.isNaN(date.getTime()) ? '--:--:--' : date.toTimeString().slice(0, 8)
}

const shownField = ([name, value]: readonly [string, unknown]): string => {
  const text = typeof value === 'string' && /^\S+$/.test(value) ? value : JSON.stringify(value)
  return `${oneLine(name)}=${oneLine(text)}`
}

const shownOther = (err: unknown, paint: Paint): readonly string[] =>
  err === undefined ? [] : [`  ${paint.red(oneLine(JSON.stringify(err)))}`]

/** Its stack, the frames of the project as they are and all others dim; its fields; what caused it. */
const shownError = (error: Fields, paint: Paint, left: number): readonly string[] => {
  const { type, message, stack, cause, errors, ...fields } = error
  const text = typeof stack === 'string' ? stack : `${type}: ${message}`
  const lines = text.split('\n').map((line) => {
    const shown = `  ${oneLine(line)}`
    if (!/^\s+at /.test(line)) return paint.red(shown)
    return /(\(|at |\/)src\//.test(line) ? shown : paint.dim(shown)
  })
  const further = Object.entries(fields).map((field) => `    ${paint.dim(shownField(field))}`)
  const causes = [cause, ...(Array.isArray(errors) ? errors : [])].filter(isFields)
  const below =
    left === 0
      ? []
      : causes.flatMap((each) => ['  caused by', ...shownError(each, paint, left - 1)])
  return [...lines, ...further, ...below]
}

// Controls, marks that turn the direction of text around, and what is not seen (as the compiler's diagnostics/visible.ts).
const steering = /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|\p{Surrogate}/gu

const oneLine = (text: string): string =>
  text.replaceAll(steering, (each) =>
    each === '\t' ? ' ' : `\\u${each.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

const sgr =
  (code: number) =>
  (text: string): string =>
    `\u001b[${code}m${text}\u001b[0m`

const coloured = { dim: sgr(2), red: sgr(31), yellow: sgr(33), green: sgr(32) }

type Paint = typeof coloured

const same = (text: string): string => text
const plain: Paint = { dim: same, red: same, yellow: same, green: same }

const painted = (level: string, paint: Paint): string => {
  const text = oneLine(level).padEnd(5)
  if (level === 'error' || level === 'fatal') return paint.red(text)
  if (level === 'warn') return paint.yellow(text)
  return level === 'info' ? paint.green(text) : paint.dim(text)
}

// Owns what a command prints and where: results on stdout, progress and errors on stderr, colours.

import pc from 'picocolors'
import { printable } from '../diagnostics/visible.js'
import { lineWidth, wrapped } from '../diagnostics/wrap.js'
import type { Failure } from './failure.js'

/** Options that every command takes. */
export interface OutputOptions {
  readonly color?: boolean
  readonly quiet?: boolean
}

/** Where a command writes. `say` and warnings are silenced by `--quiet`; results and errors are not. */
export interface Terminal {
  readonly color: boolean
  /** Results and errors only: no progress, no warnings. */
  readonly quiet: boolean
  readonly paint: ReturnType<typeof pc.createColors>
  /** Columns of the terminal that errors go to; null where it is none. */
  readonly width: number | null
  /** A result: goes to stdout whatever the options are. */
  print(text: string): void
  /** Progress and advice: goes to stderr, unless `--quiet`. */
  say(text: string): void
  /** Something that went wrong: goes to stderr. */
  warn(text: string): void
}

/**
 * Opens the terminal for one command. `--color` and `--no-color` win over `NO_COLOR` (no-color.org),
 * which wins over `FORCE_COLOR`, which wins over what stderr is.
 */
export const openTerminal = (options: OutputOptions): Terminal => {
  const color = options.color ?? environmentColor()
  const paint = pc.createColors(color)
  const toStderr = (text: string) => void process.stderr.write(`${printable(text)}\n`)
  return {
    color,
    quiet: options.quiet === true,
    paint,
    width: lineWidth(process.stderr, process.env.COLUMNS),
    print: (text) => void process.stdout.write(`${printable(text)}\n`),
    say: options.quiet ? () => {} : toStderr,
    warn: toStderr,
  }
}

const environmentColor = (): boolean => {
  if (process.env.NO_COLOR) return false
  const forced = process.env.FORCE_COLOR
  if (forced !== undefined) return forced !== '0'
  return process.stderr.isTTY === true && process.env.TERM !== 'dumb'
}

/** A failure as it is printed: `error: ...` and the next step under it. */
export const describeFailure = (failure: Failure, terminal: Terminal): string => {
  const { paint, width } = terminal
  const head = `${paint.red(paint.bold('error'))}: ${failure.message}`
  if (failure.help === null) return head
  const help = wrapped(failure.help, width, '  = help: '.length)
  return `${head}\n  ${paint.cyan('= help')}: ${help}`
}

/** Says that `title` began, runs `work`, says how long it took. */
export const withProgress = async <T>(
  terminal: Terminal,
  title: string,
  work: () => Promise<T>,
): Promise<T> => {
  const start = performance.now()
  terminal.say(`${terminal.paint.dim('·')} ${title} ...`)
  const result = await work()
  terminal.say(`${terminal.paint.green('✓')} ${title} (${duration(performance.now() - start)})`)
  return result
}

/** `12 ms`, `3.4 s`. */
export const duration = (ms: number): string =>
  ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`

// Owns colour: the only file that knows a colour library. Whoever prints decides which painter.

import picocolors from 'picocolors'
import type { Severity } from './diagnostic.js'

/** Colours the parts of a diagnostic. */
export type Painter = Readonly<
  Record<Severity | 'message' | 'rule' | 'help', (text: string) => string>
>

const same = (text: string): string => text

/** No colour: files, pipes, NO_COLOR. */
export const plain: Painter = { error: same, warning: same, message: same, rule: same, help: same }

const colors = picocolors.createColors(true)

/** ANSI colours. */
export const ansi: Painter = {
  error: (text) => colors.bold(colors.red(text)),
  warning: (text) => colors.bold(colors.yellow(text)),
  message: colors.bold,
  rule: colors.blue,
  help: colors.cyan,
}

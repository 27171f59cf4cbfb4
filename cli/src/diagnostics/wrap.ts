// Owns breaking long lines of advice at blanks, for terminals; what goes to a pipe stays one line.

/** Narrower terminals get lines of this width: a column of single words helps nobody. */
const widthMin = 40

/**
 * The width that lines for a stream have to keep: of a terminal what COLUMNS says, or it itself; null: any.
 *
 * @example
 * lineWidth({ isTTY: true, columns: 120 }, undefined) // 120
 */
export const lineWidth = (
  { isTTY, columns }: { readonly isTTY?: boolean; readonly columns?: number },
  asked: string | undefined,
): number | null => {
  if (isTTY !== true) return null
  const width = /^\d{1,4}$/.test(asked ?? '') ? Number(asked) : (columns ?? 0)
  return width > 0 ? Math.max(width, widthMin) : null
}

/**
 * A text in lines of a width at most, but for words that are longer; those after the first begin with `indent` blanks,
 * and the first leaves room for as many. Without a width the text as it is.
 *
 * @example
 * wrapped('check the spelling of the path', 20, 4) // 'check the\n    spelling of the\n    path'
 */
export const wrapped = (text: string, width: number | null, indent: number): string => {
  if (width === null || indent + text.length <= width) return text
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    const isFull = line !== '' && indent + longer.length > width
    if (isFull) lines.push(line)
    line = isFull ? word : longer
  }
  return [...lines, line].join(`\n${' '.repeat(indent)}`)
}

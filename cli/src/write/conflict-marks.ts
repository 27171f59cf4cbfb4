// Owns texts in which git left the marks of a conflict: what each side of the merge had.

/**
 * The text of each side, ours first; the text itself when there are no marks. The common ancestor that `diff3` puts
 * between the sides is neither.
 *
 * @example
 * sidesOf('<<<<<<< HEAD\na\n=======\nb\n>>>>>>> other\n') // ['a\n', 'b\n']
 */
export const sidesOf = (text: string): readonly string[] => {
  if (!/^<{7}(?: |\r?$)/m.test(text)) return [text]
  const sides = { ours: '', theirs: '' }
  let part: 'both' | 'ours' | 'base' | 'theirs' = 'both'
  for (const line of text.split(/(?<=\n)/)) {
    const mark = /^(<{7}|\|{7}|={7}|>{7})(?: .*)?\r?\n?$/.exec(line)?.[1]?.[0]
    if (mark !== undefined) part = partAfter[mark as keyof typeof partAfter]
    else {
      if (part === 'both' || part === 'ours') sides.ours += line
      if (part === 'both' || part === 'theirs') sides.theirs += line
    }
  }
  return [sides.ours, sides.theirs]
}

const partAfter = { '<': 'ours', '|': 'base', '=': 'theirs', '>': 'both' } as const

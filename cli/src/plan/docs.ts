// Owns how much of a document's prose becomes doc comments: enough for an editor's hint. The rest stays
// where it was written; GitHub's document would otherwise carry 2 MB of comments.

import { deprecatedLine } from '../ir/plan/deprecated.js'

/** Characters of an operation's or a type's comment, and of a member's. */
export const docLengthMax = { whole: 200, member: 100 } as const

/** Joins the parts that say something and differ, and cuts what goes on too long at a sentence or word. */
export const docText = (parts: readonly (string | null)[], lengthMax: number): string | null => {
  const texts = parts
    .map((part) => part?.trim() ?? '')
    .filter((part, i, all) => part !== '' && all.indexOf(part) === i)
  return texts.length === 0 ? null : cut(texts.join('\n\n'), lengthMax)
}

/** As `docText`, for what may be deprecated: that is said whatever had to be cut. */
export const docTextOf = (
  parts: readonly (string | null)[],
  deprecated: boolean,
  lengthMax: number,
): string | null => {
  const text = docText(parts, lengthMax)
  if (!deprecated) return text
  return text === null ? deprecatedLine : `${text}\n\n${deprecatedLine}`
}

const cut = (text: string, lengthMax: number): string => {
  if (text.length <= lengthMax) return text
  const head = text.slice(0, lengthMax)
  const paragraph = head.lastIndexOf('\n\n')
  const sentence = Math.max(head.lastIndexOf('. '), head.lastIndexOf('.\n'))
  // A whole sentence says more than half of the next one.
  if (Math.max(paragraph, sentence + 1) > lengthMax / 4) {
    return `${head.slice(0, Math.max(paragraph, sentence + 1))} ...`
  }
  const word = head.search(/\s\S*$/)
  return `${head.slice(0, word > 0 ? word : lengthMax).trimEnd()} ...`
}

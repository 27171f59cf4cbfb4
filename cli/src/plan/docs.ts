// Owns how much of a document's prose becomes doc comments: enough for an editor's hint. The rest stays
// where it was written; GitHub's document would otherwise carry 2 MB of comments.

/** Characters of an operation's or a type's comment, and of a member's. */
export const docLengthMax = { whole: 240, member: 120 } as const

/** Joins the parts that say something and differ, and cuts what goes on too long at a sentence or word. */
export const docText = (parts: readonly (string | null)[], lengthMax: number): string | null => {
  const texts = parts
    .map((part) => part?.trim() ?? '')
    .filter((part, i, all) => part !== '' && all.indexOf(part) === i)
  return texts.length === 0 ? null : cut(texts.join('\n\n'), lengthMax)
}

const cut = (text: string, lengthMax: number): string => {
  if (text.length <= lengthMax) return text
  const head = text.slice(0, lengthMax)
  const paragraph = head.lastIndexOf('\n\n')
  const sentence = Math.max(head.lastIndexOf('. '), head.lastIndexOf('.\n'))
  if (Math.max(paragraph, sentence + 1) > lengthMax / 2) {
    return `${head.slice(0, Math.max(paragraph, sentence + 1))} ...`
  }
  const word = head.search(/\s\S*$/)
  return `${head.slice(0, word > 0 ? word : lengthMax).trimEnd()} ...`
}

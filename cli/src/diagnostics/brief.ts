// Owns keeping what a diagnostic says short, whatever names and references a document holds.

/** UTF-16 units of one word (a `$ref`, a name) that are told. */
const wordMax = 200
/** UTF-16 units of one message that are told. */
const messageMax = 1200

/**
 * Cuts words and messages of a hostile length in their middle, and says how much is left out.
 *
 * @example
 * brief(`no ${'x'.repeat(1000)}`).includes('x...[800 characters left out]...x') // true
 */
export const brief = (text: string): string =>
  text.length <= wordMax
    ? text
    : cut(
        text.replace(/\S+/g, (word) => cut(word, wordMax)),
        messageMax,
      )

const cut = (text: string, max: number): string => {
  if (text.length <= max) return text
  const head = Math.ceil(max / 2)
  const tail = max - head
  return `${text.slice(0, head)}...[${text.length - max} characters left out]...${text.slice(-tail)}`
}

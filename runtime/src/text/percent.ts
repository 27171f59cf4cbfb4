// Owns reading percent-encoded text (RFC 3986, 2.1) of which nothing hangs: what is no encoded UTF-8 was written by
// somebody else, and is taken as it stands.

/** `text` decoded. */
export const percentDecoded = (text: string): string =>
  text.includes('%') ? (decoded(text) ?? text) : text

/** `text` of a query or form decoded, where a plus is a space. */
export const formDecoded = (text: string): string => decoded(text.replaceAll('+', ' ')) ?? text

const decoded = (text: string): string | null => {
  try {
    return decodeURIComponent(text)
  } catch {
    return null
  }
}

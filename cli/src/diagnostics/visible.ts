// Owns making text of untrusted documents safe to print on one line of a terminal.

/**
 * Replaces control characters, line ends and direction overrides by visible escapes; a tab becomes
 * two spaces.
 */
export const visible = (text: string): string =>
  text.replaceAll('\t', '  ').replace(unsafe, (character) => {
    const code = character.codePointAt(0) ?? 0
    return `\\u{${code.toString(16)}}`
  })

// C0 and C1 controls, line and paragraph separators, bidirectional controls, zero width characters.
const unsafe = /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|\p{Surrogate}/gu

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

/**
 * A whole output, of several lines and in colours, with every other control character as `\u009b`: in JSON that is the
 * same text. What is printed goes through here, so that nothing of a document reaches a terminal by a way that somebody
 * forgot.
 */
export const printable = (text: string): string =>
  text.replace(unprintable, (found) =>
    found.length > 1 ? found : `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

// C0 and C1 controls, line and paragraph separators, bidirectional controls, zero width characters.
const unsafe = /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|\p{Surrogate}/gu

const colour = `${String.fromCharCode(0x1b)}\\[[\\d;]*m`
const unprintable = new RegExp(`${colour}|(?!\\r?\\n|\\t)${unsafe.source}`, 'gu')

// Owns the whitespace of HTTP: spaces and tabs (RFC 9110, 5.6.3). String.trim takes more, such as U+00A0, which in a field
// is a part of what it stands in.

/** `text` without blanks around it. */
export const withoutBlanks = (text: string): string => {
  // Loops: an expression that looks for the end tries again at each space within the text.
  let from = 0
  let end = text.length
  while (isBlank(text.charCodeAt(from))) from++
  while (end > from && isBlank(text.charCodeAt(end - 1))) end--
  return text.slice(from, end)
}

const isBlank = (unit: number): boolean => unit === 32 || unit === 9

// Owns counting how deep a JSON text nests before anybody parses it.

const openers = /[[{]/g

/** Whether arrays and objects are within each other on more than `levels` levels of a JSON text. */
export const nestsDeeper = (text: string, levels: number): boolean => {
  // Few brackets cannot nest deeply, and most texts have few.
  if ((text.match(openers)?.length ?? 0) <= levels) return false
  let depth = 0
  let inString = false
  for (let i = 0; i < text.length; i++) {
    const c = text.charCodeAt(i)
    if (inString) {
      if (c === 0x5c) i++
      else if (c === 0x22) inString = false
    } else if (c === 0x22) inString = true
    else if (c === 0x5b || c === 0x7b) {
      if (++depth > levels) return true
    } else if (c === 0x5d || c === 0x7d) depth--
  }
  return false
}

// Owns whether and how a text is a regular expression of ECMA-262.

/** How a pattern is read: in Unicode mode; one that only works without it keeps working. Null for what is no pattern. */
export const flagsOf = (source: string): 'u' | '' | null =>
  (['u', ''] as const).find((each) => compiles(source, each)) ?? null

export const compiles = (source: string, flags: 'u' | ''): boolean => {
  try {
    new RegExp(source, flags)
    return true
  } catch {
    return false
  }
}

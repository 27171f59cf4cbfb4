// Owns taking a path template apart, for whoever compares templates.

/** One segment of a template: literal text and parameter names by turns. */
export interface Segment {
  readonly text: string
  readonly names: readonly string[]
}

/** Splits a template at its slashes. */
export const segmentsOf = (path: string): readonly Segment[] =>
  path
    .split('/')
    .slice(1)
    .map((text) => ({
      text,
      names: [...text.matchAll(/\{([^{}]*)\}/g)].map(([, name]) => name ?? ''),
    }))

/** Names in a template, in order. */
export const namesOf = (path: string): readonly string[] =>
  segmentsOf(path).flatMap(({ names }) => names)

/** The template as a request sees it: names taken out, percent-encoding decoded in literals. */
export const routeOf = (path: string): string =>
  path.replace(/\{[^{}]*\}/g, '{}').replace(/[^{}/]+/g, (literal) => decode(literal) ?? literal)

/** Limits of one template; the router of the native engine has the same. */
const templateLimits = { segmentsMax: 64, parametersMax: 16, literalBytesMax: 255 } as const

/** What is wrong with a template, null when it is well-formed. */
export const faultOf = (path: string): string | null => {
  const names = namesOf(path)
  const literals = path.split(/\{[^{}/]+\}|\//)
  if (literals.some((literal) => /[{}]/.test(literal)))
    return 'has braces that do not enclose a name'
  if (path.includes('}{')) return 'has two parameters with nothing between them'
  if (names.length > templateLimits.parametersMax)
    return `has more than ${templateLimits.parametersMax} parameters`
  if (segmentsOf(path).length > templateLimits.segmentsMax)
    return `has more than ${templateLimits.segmentsMax} segments`
  return literals.some(isBadLiteral)
    ? 'has a literal that is too long or badly percent-encoded'
    : null
}

const isBadLiteral = (literal: string): boolean =>
  decode(literal) === null || Buffer.byteLength(literal) > templateLimits.literalBytesMax

const decode = (literal: string): string | null => {
  try {
    return decodeURIComponent(literal)
  } catch {
    return null
  }
}

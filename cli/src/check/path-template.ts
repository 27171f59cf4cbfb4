// Owns taking a path template apart, for the rules that compare templates.

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

/** The template with its names taken out: what a request can tell apart. */
export const routeOf = (path: string): string => path.replace(/\{[^{}]*\}/g, '{}')

/** Whether braces come in pairs around a name, and no slash stands inside. */
export const isWellFormed = (path: string): boolean => {
  const rest = path.replace(/\{[^{}/]+\}/g, '')
  return !rest.includes('{') && !rest.includes('}') && !/[?#]/.test(rest)
}

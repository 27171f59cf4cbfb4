// Owns the segments of a path as they were sent, and the matrix variables in them (RFC 3986, 3.3).

import { percentDecoded } from '../../text/percent.js'

/** Matrix variables of one segment that are looked at. */
const matrixMax = 64

/** Where `{variable}` stands in a template, as the number of its segment; -1 when it is no whole segment. */
export const segmentOf = (template: string, variable: string): number =>
  template.split('/').indexOf(`{${variable}}`)

/** A segment taken apart: `42;color=red,blue;size=1`. */
export interface MatrixSegment {
  readonly value: string
  /** Values by name, decoded, in a null-prototype object. */
  readonly matrix: Readonly<Record<string, readonly string[]>>
}

/** Segment number `index` of the path in `target`. */
export const matrixSegment = (target: string, index: number): MatrixSegment => {
  const path = target.replace(/^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/?#]*/, '').split('?', 1)[0] ?? ''
  const [value = '', ...pairs] = (path.split('/')[index] ?? '').split(';', matrixMax)
  const matrix: Record<string, string[]> = Object.create(null)
  for (const pair of pairs) {
    const [name = '', ...rest] = pair.split('=')
    if (name === '') continue
    const texts = rest.join('=').split(',').map(percentDecoded)
    matrix[percentDecoded(name)] = [...(matrix[percentDecoded(name)] ?? []), ...texts]
  }
  return { value: percentDecoded(value), matrix }
}

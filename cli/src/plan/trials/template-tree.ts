// Owns looking up which path templates a path matches: a tree of their segments, since documents have thousands.

interface Branch {
  readonly literals: Map<string, Branch>
  /** Behind a segment with a parameter. */
  any: Branch | null
  /** Templates that end here. */
  ends: number
}

const branch = (): Branch => ({ literals: new Map(), any: null, ends: 0 })

/** Counts the templates that a path matches; a segment with a parameter in it matches every segment. */
export class TemplateTree {
  readonly #root = branch()

  constructor(templates: Iterable<string>) {
    for (const template of templates) this.#add(template.split('/'))
  }

  /** How many of the templates match, counted no further than `max`. */
  count(path: string, max: number): number {
    const segments = path.split('/')
    let found = 0
    const waiting: (readonly [Branch, number])[] = [[this.#root, 0]]
    for (let next = waiting.pop(); next !== undefined && found < max; next = waiting.pop()) {
      const [at, depth] = next
      const segment = segments[depth]
      if (segment === undefined) found += at.ends
      else
        for (const below of [at.literals.get(segment), at.any])
          if (below != null) waiting.push([below, depth + 1])
    }
    return Math.min(found, max)
  }

  #add(segments: readonly string[]): void {
    let at = this.#root
    for (const segment of segments) at = segment.includes('{') ? anyOf(at) : literalOf(at, segment)
    at.ends++
  }
}

const anyOf = (at: Branch): Branch => {
  at.any ??= branch()
  return at.any
}

const literalOf = (at: Branch, segment: string): Branch => {
  const known = at.literals.get(segment)
  if (known !== undefined) return known
  const made = branch()
  at.literals.set(segment, made)
  return made
}

// Owns finding where a text can stand in a document, mechanically: every string value, every key, each replaced or
// lengthened; and every name that stands in several places, replaced in all of them.

/**
 * @typedef {object} Position
 * @property {string} name  Its place and how the text is put there: `/info/title`, `/info/title (behind)`.
 * @property {'place' | 'behind' | 'everywhere'} kind  Positions of one kind can be taken in one document.
 * @property {(text: string) => unknown} with  The document with a text there.
 * @property {string} text  What stands there.
 * @property {readonly (string | number)[]} path  Where it is; empty for a name that stands in several places.
 * @property {'key' | 'value' | 'name'} part
 */

/**
 * All positions of a document.
 * @param {unknown} document
 * @param {{ readonly keywords: ReadonlySet<string> }} options  Words that are names nowhere.
 * @returns {Position[]}
 */
export const positionsOf = (document, { keywords }) => {
  const places = placesIn(document)
  const positioned = (position) => ({
    ...position,
    with: (payload) => withTexts(document, [{ position, payload }]),
  })
  const single = places.flatMap(({ path, part, text }) => {
    const name = `${pointerOf(path)}${part === 'key' ? ' (key)' : ''}`
    return [
      positioned({ name, kind: 'place', text, before: '', path, part }),
      positioned({ name: `${name} (behind)`, kind: 'behind', text: '', before: text, path, part }),
    ]
  })
  const linked = sharedNames(places, keywords).map((word) =>
    positioned({
      name: `${word} (everywhere)`,
      kind: 'everywhere',
      text: word,
      before: '',
      path: [],
      part: 'name',
    }),
  )
  return [...single, ...linked]
}

/** The document with texts in several positions of one kind. */
export const withTexts = (document, edits) => {
  if (edits[0]?.position.kind === 'everywhere')
    return renamed(
      document,
      new Map(edits.map(({ position, payload }) => [position.text, payload])),
    )
  return replaced(document, treeOf(edits))
}

/** The pointer that leads to a position when texts are in place: keys on its way may be among them. */
export const pointerAmong = (edits) => {
  const tree = treeOf(edits)
  return ({ path }) => {
    let node = tree
    return pointerOf(
      path.map((step) => {
        node = node?.children.get(step)
        return node?.key ?? step
      }),
    )
  }
}

const treeOf = (edits) => {
  const tree = branch()
  for (const { position, payload } of edits) {
    let node = tree
    for (const step of position.path) {
      if (!node.children.has(step)) node.children.set(step, branch())
      node = node.children.get(step)
    }
    node[position.part] = `${position.before}${payload}`
  }
  return tree
}

const branch = () => ({ key: null, value: null, children: new Map() })

const escaped = (segment) => segment.replaceAll('~', '~0').replaceAll('/', '~1')
const pointerOf = (path) => path.map((segment) => `/${escaped(String(segment))}`).join('')

/** Every string and every key, with its path; a key's path ends in the key. */
const placesIn = (value, path = []) => {
  if (typeof value === 'string') return [{ path, part: 'value', text: value }]
  if (typeof value !== 'object' || value === null) return []
  if (Array.isArray(value)) return value.flatMap((each, i) => placesIn(each, [...path, i]))
  return Object.entries(value).flatMap(([key, each]) => [
    { path: [...path, key], part: 'key', text: key },
    ...placesIn(each, [...path, key]),
  ])
}

/** An object from entries in which `__proto__` is an own property, as it is in a parsed document. */
const objectOf = (entries) => {
  const made = {}
  for (const [key, value] of entries)
    Object.defineProperty(made, key, {
      value,
      enumerable: true,
      writable: true,
      configurable: true,
    })
  return made
}

const replaced = (value, tree) => {
  if (tree === undefined) return value
  if (tree.value !== null) return tree.value
  if (Array.isArray(value)) return value.map((each, i) => replaced(each, tree.children.get(i)))
  if (typeof value !== 'object' || value === null) return value
  return objectOf(
    Object.entries(value).map(([key, each]) => {
      const below = tree.children.get(key)
      return [below?.key ?? key, replaced(each, below)]
    }),
  )
}

const isName = /^[A-Za-z][A-Za-z0-9_:-]*$/

/** Texts of a name's form that stand in several places: whole, in `{braces}`, or at the end of a reference. */
const sharedNames = (places, keywords) => {
  const counts = new Map()
  for (const { text } of places) {
    for (const word of wordsOf(text)) counts.set(word, (counts.get(word) ?? 0) + 1)
  }
  return [...counts].flatMap(([word, count]) => (count > 1 && !keywords.has(word) ? [word] : []))
}

const wordsOf = (text) => {
  const templated = [...text.matchAll(/\{([^{}]+)\}/g)].map(([, word]) => word)
  const referred = /^#(?:\/.*\/)?([^/]+)$/.exec(text)?.[1]
  return [text, referred, ...templated].filter((each) => each !== undefined && isName.test(each))
}

const renamed = (document, payloads) => {
  const textOf = (text) => {
    const payload = payloads.get(text)
    if (payload !== undefined) return payload
    const referred = /^(#(?:\/.*\/)?)([^/]+)$/.exec(text)
    const target = referred === null ? undefined : payloads.get(referred[2])
    if (target !== undefined) return `${referred[1]}${fragmentOf(target)}`
    const isReference = text.startsWith('#/')
    return text.replace(/\{([^{}]+)\}/g, (whole, word) => {
      const put = payloads.get(word)
      if (put === undefined) return whole
      return `{${isReference ? fragmentOf(put) : put}}`
    })
  }
  const visit = (value) => {
    if (typeof value === 'string') return textOf(value)
    if (typeof value !== 'object' || value === null) return value
    if (Array.isArray(value)) return value.map(visit)
    return objectOf(Object.entries(value).map(([key, each]) => [textOf(key), visit(each)]))
  }
  return visit(document)
}

/** A segment of a JSON pointer in a URI fragment (RFC 6901, 6); what is no Unicode text stays as it is. */
const fragmentOf = (text) => {
  try {
    return encodeURIComponent(escaped(text))
  } catch {
    return escaped(text)
  }
}

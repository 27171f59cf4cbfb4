// Owns finding where a text can stand in a document, mechanically: every string value, every key, each replaced or
// lengthened; and every name that stands in several places, replaced in all of them.

/**
 * @typedef {object} Position
 * @property {string} name  Its place and how the text is put there: `/info/title`, `/info/title (behind)`.
 * @property {(text: string) => unknown} with  The document with a text there.
 * @property {string} text  What stands there.
 */

/**
 * All positions of a document.
 * @param {unknown} document
 * @param {{ readonly keywords: ReadonlySet<string> }} options  Words that are names nowhere.
 * @returns {Position[]}
 */
export const positionsOf = (document, { keywords }) => {
  const places = placesIn(document)
  const single = places.flatMap(({ path, part, text }) => {
    const name = `${pointerOf(path)}${part === 'key' ? ' (key)' : ''}`
    const at = (make) => (payload) => replaced(document, path, part, make(payload))
    return [
      { name, text, with: at((payload) => payload) },
      { name: `${name} (behind)`, text: '', with: at((payload) => `${text}${payload}`) },
    ]
  })
  const linked = sharedNames(places, keywords).map((word) => ({
    name: `${word} (everywhere)`,
    text: word,
    with: (payload) => renamed(document, word, payload),
  }))
  return [...single, ...linked]
}

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

const replaced = (value, path, part, text) => {
  const [step, ...rest] = path
  if (step === undefined) return text
  if (Array.isArray(value))
    return value.map((each, i) => (i === step ? replaced(each, rest, part, text) : each))
  const isHere = rest.length === 0 && part === 'key'
  return objectOf(
    Object.entries(value).map(([key, each]) => {
      if (key !== step) return [key, each]
      return isHere ? [text, each] : [key, replaced(each, rest, part, text)]
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

const renamed = (document, word, payload) => {
  const textOf = (text) => {
    if (text === word) return payload
    const referred = /^(#(?:\/.*\/)?)([^/]+)$/.exec(text)
    if (referred?.[2] === word) return `${referred[1]}${fragmentOf(payload)}`
    return text.split(`{${word}}`).join(`{${payload}}`)
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

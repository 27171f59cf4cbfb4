// Owns damage to documents that keeps them documents: parts moved, doubled, nested, referred to, keywords added and
// values replaced. A seed decides everything.

import { payloads } from '../injection/payloads.mjs'

const mutationsMax = 4
const documentCharsMax = 200_000

/**
 * A damaged copy of a document.
 * @param {unknown} document  Plain JSON.
 * @param {unknown} donor  Another document, whose parts may come in.
 * @param {() => number} random
 * @param {readonly string[]} keywords  Words that may be added as keys.
 */
export const mutated = (document, donor, random, keywords) => {
  const root = { document: structuredClone(document) }
  const donated = placesIn({ document: donor })
  const count = 1 + Math.floor(random() ** 2 * mutationsMax)
  for (let i = 0; i < count; i++) {
    const places = placesIn(root)
    if (places.length === 0) break
    const pick = () => places[Math.floor(random() * places.length)]
    const other = donated.length > 0 && random() < 0.5 ? oneOf(donated, random) : pick()
    oneOf(mutations, random)({ place: pick(), other, random, keywords })
    // Copies of copies grow past what a reader would ever open; limits on size have tests of their own.
    if ((JSON.stringify(root)?.length ?? 0) > documentCharsMax) break
  }
  return root.document
}

const oneOf = (list, random) => list[Math.floor(random() * list.length)]

const placesMax = 20_000

/** Every member of every object and array, as where it can be replaced. */
const placesIn = (root) => {
  const places = []
  const visit = (parent, pointer) => {
    for (const key of Object.keys(parent)) {
      if (places.length >= placesMax) return
      const own = parent === root ? '' : `${pointer}/${escaped(key)}`
      places.push({ parent, key, pointer: own })
      const value = parent[key]
      if (typeof value === 'object' && value !== null) visit(value, own)
    }
  }
  visit(root, '')
  return places
}

const escaped = (key) => String(key).replaceAll('~', '~0').replaceAll('/', '~1')

const scalars = [
  null,
  true,
  false,
  0,
  -0,
  -1,
  1.5,
  1e308,
  -1e-320,
  2 ** 53,
  Number.MAX_SAFE_INTEGER,
  4_294_967_296,
  1e21,
  '',
  'a',
  '0',
  '#',
  '#/',
  '#/paths',
  '#/components/schemas',
  '1e999',
  '\ud800',
  '__proto__',
  'object',
  'integer',
  'array',
  'null',
  'binary',
  'int64',
  'path',
  'query',
  'form',
  'deepObject',
  'multipart/form-data',
  '^(a+)+$',
  '[',
  '(?<a>)',
  'application/json',
  '*/*',
  'default',
  '2XX',
  '999',
  '{a}',
  '/{a}{b}',
  '/a/../b',
  'https://x/{y}',
  [],
  {},
  [[]],
  [{}],
  { $ref: '#' },
] // prettier-ignore

const hostile = Object.values(payloads).filter((each) => each.length < 1_000)

const set = (place, value) =>
  Object.defineProperty(place.parent, place.key, {
    value,
    enumerable: true,
    writable: true,
    configurable: true,
  })

const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value)

const nestingMax = 40
const copiesMax = 300

/** A keyword with its own value, of another object: what most often still compiles. */
const transplant = ({ place, other }) => {
  const value = place.parent[place.key]
  if (isObject(value) && isObject(other.parent))
    set({ parent: value, key: other.key }, structuredClone(other.parent[other.key]))
}

const mutations = [
  transplant,
  transplant,
  transplant,
  transplant,
  transplant,
  transplant,
  transplant,
  transplant,
  ({ place, random }) => set(place, structuredClone(oneOf(scalars, random))),
  ({ place, random }) => set(place, oneOf(hostile, random)),
  ({ place }) => {
    if (Array.isArray(place.parent)) place.parent.splice(Number(place.key), 1)
    else delete place.parent[place.key]
  },
  // A part in another part's place.
  ({ place, other }) => set(place, structuredClone(other.parent[other.key])),
  ({ place, other }) => set(place, { $ref: `#${other.pointer}` }),
  ({ place, random }) =>
    set(place, {
      $ref: oneOf(['#', 'x.json', '../../etc/passwd', 'http://[', '#/%', '#a', '//x'], random),
    }),
  // Beside a reference.
  ({ place, other }) => {
    const value = place.parent[place.key]
    if (isObject(value)) value.$ref = `#${other.pointer}`
  },
  // Keywords that stand elsewhere, with values from elsewhere.
  ({ place, other, random, keywords }) => {
    const value = place.parent[place.key]
    if (isObject(value)) value[oneOf(keywords, random)] = structuredClone(other.parent[other.key])
  },
  ({ place, random, keywords }) => {
    const value = place.parent[place.key]
    if (isObject(value)) value[oneOf(keywords, random)] = structuredClone(oneOf(scalars, random))
  },
  // Another name.
  ({ place, random, keywords }) => {
    if (Array.isArray(place.parent)) return
    const value = place.parent[place.key]
    delete place.parent[place.key]
    set(
      {
        parent: place.parent,
        key: random() < 0.5 ? oneOf(keywords, random) : oneOf(hostile, random),
      },
      value,
    )
  },
  // Deep.
  ({ place, random }) => {
    const wrap = oneOf(wrappers, random)
    let value = place.parent[place.key]
    const depth = 1 + Math.floor(random() * nestingMax)
    for (let i = 0; i < depth; i++) value = wrap(value)
    set(place, value)
  },
  // Wide.
  ({ place, random }) => {
    const value = place.parent[place.key]
    const copies = Math.floor(random() * copiesMax)
    if (Array.isArray(value) && value.length < copiesMax && value.length > 0)
      for (let i = 0; i < copies; i++) value.push(structuredClone(value[i % value.length]))
    else if (isObject(value) && Object.keys(value).length < 20)
      for (let i = 0; i < copies / 10; i++)
        value[`k${i}`] = structuredClone(Object.values(value)[0])
  },
]

const wrappers = [
  (schema) => ({ allOf: [schema] }),
  (schema) => ({ anyOf: [schema, { type: 'null' }] }),
  (schema) => ({ oneOf: [schema, { type: 'string' }] }),
  (schema) => ({ not: schema }),
  (schema) => ({ type: 'array', items: schema }),
  (schema) => ({ type: 'object', properties: { a: schema }, required: ['a'] }),
  (schema) => ({ anyOf: [schema], unevaluatedProperties: false }),
  (schema) => ({ if: schema, else: { type: 'string' }, unevaluatedItems: false }),
  (schema) => ({ allOf: [schema, { properties: { b: {} } }], unevaluatedProperties: false }),
  (schema) => [schema],
]

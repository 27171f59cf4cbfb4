// Owns which of many texts in one document make its program another one: those that a harmless run has in the statements
// that are gone. It says where to look, and decides nothing: who is blamed is attacked alone.

import { benign } from './payloads.mjs'

/** What stands in a harmless run for the text of that index. Ends in what no number goes on with. */
export const harmlessText = (index) => `${benign}${index}q`

const marks = new RegExp(`${benign}(\\d+)q`.toLowerCase(), 'g')

/** Texts that a statement has, as they are or in the spelling of a name. */
const textsIn = (statement) =>
  [
    ...statement
      .toLowerCase()
      .replace(/[^a-z0-9]/g, '')
      .matchAll(marks),
  ].map(([, index]) => Number(index))

/**
 * Indices of the texts that are in what differs; empty where that is in no statement.
 * @param {readonly object[]} references  Modules of the harmless run: path, shape, text, statements.
 * @param {readonly object[]} modules  Of the other one.
 */
export const blamedTexts = (references, modules) => {
  const known = new Set(references.map(({ shape }) => shape))
  const strange = modules.filter(({ shape }) => !known.has(shape))
  const found = new Set(modules.map(({ shape }) => shape))
  const paths = new Set(modules.map(({ path }) => path))
  // A module whose name a text decides has no namesake.
  const gone = references.filter(({ path, shape }) => !paths.has(path) && !found.has(shape))
  const blamed = new Set()
  for (const module of strange) {
    const namesakes = references.filter(({ path }) => path === module.path)
    const others = namesakes.length > 0 ? namesakes : gone
    for (const statement of goneStatements(others, module))
      for (const index of textsIn(statement)) blamed.add(index)
  }
  return blamed
}

/** Texts of statements that the other module has fewer of. */
const goneStatements = (references, { statements }) => {
  const left = countsOf(statements)
  const all = references.flatMap((each) =>
    each.statements.map(({ shape, start, end }) => ({ shape, text: each.text.slice(start, end) })),
  )
  const wanted = countsOf(all)
  return all.flatMap(({ shape, text }) =>
    (left.get(shape) ?? 0) < (wanted.get(shape) ?? 0) ? [text] : [],
  )
}

const countsOf = (statements) => {
  const counts = new Map()
  for (const { shape } of statements) counts.set(shape, (counts.get(shape) ?? 0) + 1)
  return counts
}

// Owns which hostile document a seed is: a real one that is damaged, or a text of a family.

import { readFileSync } from 'node:fs'
import { extname } from 'node:path'
import { parse } from 'yaml'
import { randomOf } from '../random.mjs'
import { families, hostileText } from './families.mjs'
import { fanOuts } from './fan-outs.mjs'
import { mutated } from './mutate.mjs'

/** Of a hundred seeds these many are texts of a family. */
const familiesPercent = 20

/**
 * @param {readonly string[]} files  Documents that are damaged.
 * @param {readonly string[]} keywords  Words that may be added as keys.
 * @param {string} [family]  A part of the names of families; absent: of all, and damaged documents.
 * @returns {(seed: number) => import('./judge.mjs').Hostile & { readonly name: string }}
 */
export const damageOf = (files, keywords, family) => {
  const read = readOnce()
  return (seed) => {
    const random = randomOf(seed)
    if (family !== undefined) return hostileText(random, named(family))
    if (random.chance(familiesPercent)) return hostileText(random)
    const name = random.pick(files)
    const document = read(name)
    const damaged = mutated(document, read(random.pick(files)), random.next, keywords)
    const text = JSON.stringify(damaged) ?? 'null'
    return isAbi(document)
      ? { name, isAbi: true, file: 'Market.json', text }
      : { name, isAbi: false, file: 'api.json', text }
  }
}

/** Families by a part of their names; those that lead to many as well. */
const named = (part) =>
  Object.fromEntries(
    Object.entries({ ...families, ...fanOuts }).filter(([name]) => name.includes(part)),
  )

const isAbi = (document) => Array.isArray(document) || Array.isArray(document?.abi)

/** Documents as plain JSON, each read once; null where there is none to damage. */
const readOnce = () => {
  const documents = new Map()
  return (file) => {
    if (!documents.has(file))
      documents.set(file, plainJson(readFileSync(file, 'utf8'), extname(file)))
    return documents.get(file)
  }
}

const plainJson = (text, extension) => {
  try {
    const value = extension === '.json' ? JSON.parse(text) : parse(text)
    return JSON.parse(JSON.stringify(value) ?? 'null')
  } catch {
    return null
  }
}

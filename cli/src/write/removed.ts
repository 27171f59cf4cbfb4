// Owns where handlers of removed operations go, and how they come back with their operation.

import type { OutputFile } from '../ir/output.js'
import type { Target } from './target.js'

const handlers = 'src/handlers/'
const removed = `${handlers}_removed/`

/** Where the handler at `path` goes; null for what is no handler, or lies there already. */
export const removedPlace = (path: string): string | null => {
  const isHandler =
    path.startsWith(handlers) &&
    !path.startsWith(removed) &&
    !path.includes('\0') &&
    !path.split('/').some((segment) => segment === '..' || segment === '.' || segment === '')
  return isHandler ? removed + path.slice(handlers.length) : null
}

/** Handlers of one name that may be kept. */
const keptMax = 1000

/** The place, or the next one beside it that nothing is at. */
export const freePlace = (target: Pick<Target, 'exists'>, place: string): string => {
  for (let number = 1; number < keptMax; number++) {
    const candidate = number === 1 ? place : place.replace(/(\.ts)?$/, `-${number}$1`)
    if (!target.exists(candidate)) return candidate
  }
  return place
}

/** Where the handler that a scaffold is made for was set aside, told by the operation that it imports. */
export const returnsFrom = (
  target: Pick<Target, 'read'>,
  { path, text }: OutputFile,
): string | null => {
  const place = removedPlace(path)
  return place !== null && imports(target.read(place), text) ? place : null
}

/** The same in the folder of another tag: where it was set aside, and where it was before. Null where two may be meant. */
export const returnsElsewhere = (
  target: Pick<Target, 'read' | 'folders'>,
  { path, text }: OutputFile,
): { readonly from: string; readonly was: string } | null => {
  if (removedPlace(path) === null) return null
  const name = path.slice(path.lastIndexOf('/') + 1)
  const [found, another] = target
    .folders(removed.slice(0, -1))
    .map((folder) => `${folder}/${name}`)
    .filter((each) => imports(target.read(removed + each), text))
  if (found === undefined || another !== undefined) return null
  return { from: removed + found, was: handlers + found }
}

/** Whether a handler imports the operation that a scaffold does. */
const imports = (kept: string | null, scaffold: string): boolean => {
  const operation = /from '(#generated\/operations\/[^']+)'/.exec(scaffold)?.[1]
  // A formatter may have made them double.
  return (
    operation !== undefined &&
    [`'${operation}'`, `"${operation}"`].some((name) => kept?.includes(name))
  )
}

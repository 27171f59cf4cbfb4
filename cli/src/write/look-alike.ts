// Owns guessing which new operation one that is gone has become: a rename of path and name in one edit looks like both.

import type { OperationIdentity, OutputFile } from '../ir/output.js'

/** A handler by its file, and the operation that it answers. */
export interface Handled {
  readonly path: string
  readonly operation: OperationIdentity
}

/** Handlers among files. */
export const handledIn = (files: readonly OutputFile[]): readonly Handled[] =>
  files.flatMap(({ path, operation }) => (operation === undefined ? [] : [{ path, operation }]))

const segmentsOf = ({ route }: OperationIdentity): readonly string[] =>
  (route.split(' ')[1] ?? '').split('/').filter((segment) => segment !== '')

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/'))

const methodOf = ({ route }: OperationIdentity): string => route.split(' ', 1)[0] ?? ''

/** How much two operations have in common: words of the path, how it goes on, the folder. */
const likeness = (old: Handled, now: Handled): number => {
  const [was, is] = [segmentsOf(old.operation), segmentsOf(now.operation)]
  const shared = was.filter((segment) => segment !== '{}' && is.includes(segment)).length
  const isSameShape =
    was.length === is.length && was.every((segment, i) => (segment === '{}') === (is[i] === '{}'))
  const isSameFolder = folderOf(old.path) === folderOf(now.path)
  return shared + (isSameShape ? 1 : 0) + (isSameFolder ? 1 : 0)
}

/** What two operations have in common at the least for one to be called a rename of the other. */
const likenessMin = 2

/**
 * The one new operation of the same method that has most in common with one that is gone; null where none has enough,
 * or two have the same.
 *
 * @example
 * const becameOf = (gone: Handled, come: readonly Handled[]) => lookAlike(gone, come)?.path ?? null
 */
export const lookAlike = (gone: Handled, come: readonly Handled[]): Handled | null => {
  const scored = come
    .filter((each) => methodOf(each.operation) === methodOf(gone.operation))
    .map((each) => ({ each, score: likeness(gone, each) }))
    .sort((one, other) => other.score - one.score)
  const [best, next] = scored
  if (best === undefined || best.score < likenessMin || best.score === next?.score) return null
  return best.each
}

// Owns handlers whose name is another operation's now: their code answers what it was written for, and moving it would
// take the place of other code. Nothing is moved, so that nothing is lost; who wrote it is asked.

import { diagnostic } from '../diagnostics/codes.js'
import type { Diagnostic } from '../diagnostics/diagnostic.js'
import type { OperationIdentity, OutputFile } from '../ir/output.js'
import type { Lock } from './lock-text.js'

/** A handler, the operation that it was written for, and the file that this one's handler is to be in now. */
export interface Exchanged {
  readonly path: string
  readonly was: OperationIdentity
  readonly home: { readonly path: string; readonly operation: OperationIdentity }
}

/** Tells of a file of the last generation whether the handler of its operation is to be elsewhere; null: it is not. */
export const exchangedIn = (
  before: Lock,
  scaffolds: readonly OutputFile[],
): ((path: string) => Exchanged | null) => {
  const homes = new Map(
    scaffolds.flatMap(({ path, operation }) =>
      operation === undefined ? [] : [[operation.route, { path, operation }] as const],
    ),
  )
  return (path) => {
    const was = before.files.get(path)?.operation ?? null
    const home = was === null ? undefined : homes.get(was.route)
    return was === null || home === undefined || home.path === path ? null : { path, was, home }
  }
}

/** What is said of it. `now`: the operation that has its name; null where none has. */
export const exchangedNotice = (
  { path, was, home }: Exchanged,
  now: OperationIdentity | null,
): Diagnostic => {
  const other =
    now === null
      ? `${home.path} is another one's`
      : `what is called \`${now.name}\` now is ${now.route}`
  const message = `${path} is the handler of ${was.route}, which is called \`${home.operation.name}\` now, and ${other}`
  return diagnostic('NX4184', { message, at: null, help: whereItBelongs({ home }) })
}

export const whereItBelongs = ({ home }: Pick<Exchanged, 'home'>): string =>
  `its code belongs into ${home.path}, as \`${home.operation.name}\` of '${home.operation.module}': move it there, then run \`nexus generate --keep\`, which takes the files as they are`

// Owns putting planned changes in their places. All texts wait beside their files before the first takes its place, and a
// file of the user is looked at once more at that moment: what was saved since it was read stays as it was saved.

import { diagnostic } from '../diagnostics/codes.js'
import type { Diagnostic } from '../diagnostics/diagnostic.js'
import type { OutputFile } from '../ir/output.js'
import { type BaseDocuments, lastDocumentsPath, packDocuments } from './last-documents.js'
import { lockPath } from './lock.js'
import type { Lock } from './lock-text.js'
import { manifestPath } from './manifest.js'
import {
  type Follow,
  lockFile,
  type Move,
  type ScaffoldChanges,
  type UserWrite,
} from './scaffolds.js'
import { EscapeError, type Staged, type Target } from './target.js'

/** A generated file that is not generated any more, as it was found. */
export interface StaleFile {
  readonly path: string
  readonly text: string
}

/** What is to be done. */
export interface Changes {
  readonly write: readonly OutputFile[]
  readonly remove: readonly StaleFile[]
  readonly scaffolds: ScaffoldChanges
  /** The lock that the last generation left. */
  readonly before: Lock
  readonly documents: BaseDocuments | null
}

/** What was not done, because somebody saved meanwhile. */
export interface Outcome {
  /** Files of the user, by every path that a change of theirs had. */
  readonly left: ReadonlySet<string>
  /** The ones that were saved. */
  readonly saved: readonly string[]
  readonly diagnostics: readonly Diagnostic[]
}

/** Does it. Where the system refuses something, whole files are left that the next run goes on from. */
export const applyChanges = (target: Target, changes: Changes): Outcome =>
  new Application(target, changes).run()

/** Last, in this order: as long as the old ones are there, a run that was interrupted is done again. */
const last = [lockPath, manifestPath]

class Application {
  readonly #target: Target
  readonly #changes: Changes
  readonly #staged = new Map<string, Staged>()
  readonly #left = new Set<string>()
  readonly #saved: string[] = []
  readonly #diagnostics: Diagnostic[] = []

  constructor(target: Target, changes: Changes) {
    this.#target = target
    this.#changes = changes
  }

  run(): Outcome {
    const { scaffolds, write, remove } = this.#changes
    const { create, merge, follow, move } = scaffolds
    const users = [...create.map((file) => ({ file, was: null })), ...merge, ...follow]
    try {
      for (const file of [...create, ...merge.map((each) => each.file), ...write]) this.#stage(file)
      for (const { file, from } of follow) this.#stage(file, from)
      this.#stageDocuments()
      for (const each of move) this.#move(each)
      for (const each of users) this.#settle(each)
      for (const { path } of write) if (!last.includes(path)) this.#staged.get(path)?.replace()
      this.#staged.get(lastDocumentsPath)?.replace()
      for (const each of follow) this.#leave(each)
      for (const each of remove) this.#remove(each)
      for (const each of scaffolds.drop) this.#drop(each)
      if (this.#left.size > 0) this.#keepBases()
      for (const path of last) this.#staged.get(path)?.replace()
    } catch (error) {
      for (const entry of this.#staged.values()) entry.discard()
      this.#target.removeNewFolders()
      throw error
    }
    return { left: this.#left, saved: this.#saved, diagnostics: this.#diagnostics }
  }

  #stage({ path, text }: OutputFile, like = path): void {
    this.#staged.set(path, this.#target.stage(path, text, like))
  }

  /** A cache: where it cannot be written, the next comparison is with a revision of git. */
  #stageDocuments(): void {
    const { documents } = this.#changes
    if (documents === null) return
    try {
      this.#staged.set(
        lastDocumentsPath,
        this.#target.stage(lastDocumentsPath, packDocuments(documents)),
      )
    } catch (error) {
      if (!(error instanceof EscapeError || (error instanceof Error && 'code' in error)))
        throw error
    }
  }

  #move({ from, to }: Move): void {
    const isGone = !this.#target.exists(from)
    if (isGone || this.#target.exists(to)) this.#tell(isGone ? from : to, [from, to])
    else this.#target.move(from, to)
  }

  /** Puts a text of the user's in its place, where all that it was made from is as it was read. */
  #settle(change: UserWrite | Follow): void {
    const { file, was } = change
    const { path } = file
    const entry = this.#staged.get(path)
    const saved = this.#savedSince(change)
    if (saved === null && was !== null) entry?.replace()
    else if (saved !== null || entry?.create() === false) {
      entry?.discard()
      this.#tell(saved ?? path, 'carried' in change ? [change.from, path] : [path])
    }
  }

  #savedSince(change: UserWrite | Follow): string | null {
    const { path } = change.file
    if ('carried' in change && this.#target.read(change.from) !== change.carried) return change.from
    return change.was === null || this.#target.read(path) === change.was ? null : path
  }

  /** The old place of a handler that moved. Who saved it between the two moments has both files. */
  #leave({ from, to, carried, notice }: Follow): void {
    if (this.#left.has(to)) return
    if (this.#target.read(from) === carried) this.#target.remove(from)
    else this.#tell(from, [from])
    this.#diagnostics.push(notice)
  }

  #remove({ path, text }: StaleFile): void {
    if (this.#target.read(path) === text) this.#target.remove(path)
    else this.#diagnostics.push(editedStale(path))
  }

  /** A stub that somebody began to write meanwhile is set aside next time. */
  #drop({ path, text }: StaleFile): void {
    if (this.#target.read(path) === text) this.#target.remove(path)
    else this.#tell(path, [path])
  }

  #tell(saved: string, paths: readonly string[]): void {
    for (const path of paths) this.#left.add(path)
    this.#saved.push(saved)
    const message = `${saved} was saved while this generation was under way, and is left as it is`
    this.#diagnostics.push(diagnostic('NX5070', { message, at: null }))
  }

  /** What is left as it was is merged next time from what it was made from. */
  #keepBases(): void {
    const { scaffolds, before } = this.#changes
    if (scaffolds.lock === null) return
    const files = new Map(scaffolds.lock.files)
    for (const path of this.#left) files.delete(path)
    const routes = new Set([...files.values()].map(({ operation }) => operation?.route))
    for (const path of this.#left) {
      const base = before.files.get(path)
      // An operation has one handler: a text that was saved while its operation left for a new file is nobody's.
      const isTaken = base?.operation != null && routes.has(base.operation.route)
      if (base !== undefined && !isTaken) files.set(path, base)
    }
    this.#staged.get(lockPath)?.discard()
    this.#stage(lockFile({ ...scaffolds.lock, files }))
  }
}

/** A generated file that is not generated any more stays where somebody wrote in it. */
export const editedStale = (path: string): Diagnostic =>
  diagnostic('NX5004', {
    message: `${path} was edited and is not generated any more`,
    at: null,
  })

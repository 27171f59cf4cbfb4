// Owns what regeneration does to files of the user: made when they are missing, merged into, moved with their
// operation, set aside when it is gone. Nothing that a user wrote is overwritten or deleted.

import { diagnostic } from '../diagnostics/codes.js'
import type { Diagnostic } from '../diagnostics/diagnostic.js'
import type { OperationIdentity, OutputFile } from '../ir/output.js'
import { type Exchanged, exchangedIn, exchangedNotice, whereItBelongs } from './exchanged.js'
import { sameLines } from './line-ends.js'
import { lockPath, type Rename, renamesBetween } from './lock.js'
import { type Lock, type Locked, printLock } from './lock-text.js'
import { type Handled, handledIn, lookAlike } from './look-alike.js'
import { type Merged, mergeTexts } from './merge.js'
import { freePlace, removedPlace, returnsElsewhere, returnsFrom } from './removed.js'
import { type HandlerRename, renameHandler } from './rename-handler.js'
import type { Target } from './target.js'

/** A file that moved, or would. */
export interface Move {
  readonly from: string
  readonly to: string
}

/**
 * What the compiler changes in lines that the user changed too (`lines`), a name that the user has for something else
 * (`name`), a file of the user that cannot be written anew: no UTF-8 (`bytes`), or a symbolic link (`link`); or a handler
 * whose name another operation has now (`exchanged`).
 */
export interface Conflict {
  readonly kind: 'lines' | 'name' | 'bytes' | 'link' | 'exchanged'
  readonly path: string
  readonly diff: string
}

/** What to do where the user and the compiler changed the same lines: tell it, or take the user's as it is. */
export type ConflictChoice = 'refuse' | 'keep'

/** A file of the user with the text that it gets. */
export interface UserWrite {
  readonly file: OutputFile
  /** What was at its place when this was decided; null: nothing. */
  readonly was: string | null
}

/** A handler that goes along with its operation. */
export interface Follow extends Move, UserWrite {
  /** The text at `from` that was carried over. */
  readonly carried: string
  /** Told when it was done. */
  readonly notice: Diagnostic
}

export interface ScaffoldChanges {
  readonly create: OutputFile[]
  readonly merge: UserWrite[]
  /** Moved as they are. */
  readonly move: Move[]
  /** Moved with their operation: the new file, and the one that it takes the place of. */
  readonly follow: Follow[]
  /** Stubs of operations that are gone, as they were made: nobody wrote in them. */
  readonly drop: { readonly path: string; readonly text: string }[]
  readonly conflicts: Conflict[]
  readonly diagnostics: Diagnostic[]
  /** Names that are others now. */
  readonly renamed: readonly Rename[]
  /** What the next generation merges by; null: there is nothing to lock. */
  readonly lock: Lock | null
}

type Collected = Omit<ScaffoldChanges, 'lock' | 'renamed'>

/** Decides about every file of the user; nothing is written here. */
export const planScaffolds = (
  target: Target,
  before: Lock,
  files: readonly OutputFile[],
  {
    conflicts: choice,
    names,
    inputs,
  }: Pick<Lock, 'names' | 'inputs'> & { readonly conflicts: ConflictChoice },
): ScaffoldChanges => {
  const scaffolds = files.filter(({ owner }) => owner === 'user')
  const changes: Collected = {
    create: [],
    merge: [],
    move: [],
    follow: [],
    drop: [],
    conflicts: [],
    diagnostics: [],
  }
  const current = new Set(scaffolds.map(({ path }) => path))
  const gone = [...before.files].filter(
    ([path]) => !current.has(path) && target.read(path) !== null,
  )
  const links = [...before.files].filter(([path]) => !current.has(path) && target.isLink(path))
  const lock = new Map<string, Locked>()
  const followed = new Set<string>()
  const exchangedAt = choice === 'keep' ? () => null : exchangedIn(before, scaffolds)
  const all: Following = { target, before, choice, changes, lock, exchangedAt }
  for (const file of scaffolds) {
    const { path, text, operation = null } = file
    lock.set(path, { text, operation })
    target.refuseFolder(path)
    const base = before.files.get(path)?.text
    if (target.exists(path) && base !== undefined) {
      mergeFound(file, base, all)
      continue
    }
    if (target.exists(path)) {
      const half = renameTo(file, gone)
      if (half === null || target.read(path) !== followedText(half, file, all)) continue
      // A run that was killed had written it, and not yet taken the other one away.
      followed.add(half.from)
      follow(half, file, all)
      continue
    }
    const rename = renameTo(file, [...gone, ...links])
    const from = rename === null ? returnsFrom(target, file) : null
    if (rename !== null) {
      followed.add(rename.from)
      follow(rename, file, all)
    } else if (from !== null) changes.move.push({ from, to: path })
    else if (!comesBack(target, file, changes)) changes.create.push(file)
  }
  for (const [path, made] of gone) if (!followed.has(path)) leaveGone(path, made, all)
  for (const [path] of links)
    if (!followed.has(path) && removedPlace(path) !== null) changes.diagnostics.push(leftLink(path))
  const isLocked = lock.size > 0 || before.files.size > 0 || inputs.size > 0
  return {
    ...changes,
    renamed: renamesBetween(before, { files: lock, names, inputs }),
    lock: isLocked ? { files: lock, names, inputs } : null,
  }
}

/** The lock as a file of the project. */
export const lockFile = (lock: Lock): OutputFile => ({
  path: lockPath,
  text: printLock(lock),
  owner: 'generated',
})

interface Sides {
  readonly path: string
  readonly text: string
  readonly mine: string
  readonly base: string
  /** False: `mine` is not what the file's bytes are. */
  readonly isText: boolean
}

/** The user's text with what the compiler changed since `base`; as it is where that is a conflict. */
const mergeInto = (
  { path, text, mine, base, isText }: Sides,
  choice: ConflictChoice,
  changes: Collected,
  lock: Map<string, Locked>,
): string => {
  if (base === text || mine === text) return mine
  const merged: Merged = isText
    ? mergeTexts({ mine, base, made: text })
    : { kind: 'conflict', diff: notText }
  if (merged.kind === 'merged') return merged.text
  if (choice === 'keep') return mine
  // The old base stays, so that the same is told until the user decides.
  lock.set(path, { text: base, operation: lock.get(path)?.operation ?? null })
  const message = `${path} was changed by you and by the compiler in the same place`
  changes.conflicts.push({ kind: isText ? 'lines' : 'bytes', path, diff: merged.diff })
  changes.diagnostics.push(
    isText ? diagnostic('NX5010', { message, at: null }) : notTextAt(path, 'is not merged'),
  )
  return mine
}

const notText = 'is not UTF-8: written anew, what does not decode would be lost'

const notTextAt = (path: string, what: string): Diagnostic => {
  const message = `${path} is not UTF-8, and what the compiler changes there ${what}`
  return diagnostic('NX5080', { message, at: null })
}

const leftLink = (path: string): Diagnostic => {
  const message = `${path} is a symbolic link to a handler whose operation the document does not have any more; it stays`
  const help = 'delete the link, and what it leads to when you do not need it any more'
  return diagnostic('NX5081', { message, at: null, help })
}

/** Told once: what its file should say is the user's to judge, who has it elsewhere. */
const unmergedLink = (path: string): Diagnostic => {
  const message = `${path} is a symbolic link: what the compiler changes in it is left out`
  const help = `change the file that it leads to yourself, as \`git diff ${lockPath}\` shows`
  return diagnostic('NX5081', { message, at: null, help })
}

/** The handler of the same method and path under another name, or in the folder of another tag. */
const renameTo = (
  { path, operation }: OutputFile,
  gone: readonly (readonly [string, Locked])[],
): HandlerRename | null => {
  if (operation === undefined) return null
  for (const [from, { operation: before }] of gone)
    if (before?.route === operation.route && removedPlace(from) !== null)
      return { from, to: path, before, after: operation }
  return null
}

interface Following {
  readonly target: Target
  readonly before: Lock
  readonly choice: ConflictChoice
  readonly changes: Collected
  readonly lock: Map<string, Locked>
  readonly exchangedAt: (path: string) => Exchanged | null
}

/** What the compiler changed goes into a file that is there, where it is a file and still that of its operation. */
const mergeFound = (file: OutputFile, base: string, all: Following): void => {
  const { target, choice, changes, lock, exchangedAt } = all
  const { path, text, operation = null } = file
  const mine = target.read(path)
  if (mine === null) {
    if (base !== text && target.isLink(path)) changes.diagnostics.push(unmergedLink(path))
    return
  }
  const exchanged = exchangedAt(path)
  if (exchanged !== null && !isUntouched(mine, base)) {
    waits(exchanged, operation, all)
    return
  }
  const sides = { path, text, mine, base, isText: target.isText(path) }
  const merged = mergeInto(sides, choice, changes, lock)
  if (merged !== mine) changes.merge.push({ file: { ...file, text: merged }, was: mine })
}

/** A handler that has no place any more; one whose operation is there, where another's handler is, waits. */
const leaveGone = (path: string, made: Locked, all: Following): void => {
  const { target, before, changes, exchangedAt } = all
  const exchanged = exchangedAt(path)
  const isTaken = exchanged !== null && before.files.has(exchanged.home.path)
  if (isTaken && !isUntouched(target.read(path), made.text)) waits(exchanged, null, all)
  else setAside(target, { path, ...made }, changes)
}

/** What a handler becomes that moves with its operation, where nobody changed the same lines. */
const followedText = (
  rename: HandlerRename,
  file: OutputFile,
  { target, before }: Pick<Following, 'target' | 'before'>,
): string | null => {
  const mine = renameHandler(target.read(rename.from) ?? '', rename)
  if (mine.kind === 'taken') return null
  const merged = mergeTexts({ mine: mine.text, base: baseOf(rename, before), made: file.text })
  return merged.kind === 'conflict' ? mine.text : merged.text
}

/** What the compiler had made of a handler, as it would be under its new name. */
const baseOf = (rename: HandlerRename, before: Lock): string => {
  const base = before.files.get(rename.from)?.text ?? ''
  const renamed = renameHandler(base, rename)
  return renamed.kind === 'renamed' ? renamed.text : base
}

/** Moves a handler with its operation: its text follows the new name, and what else changed is merged. */
const follow = (rename: HandlerRename, file: OutputFile, all: Following): void => {
  const { target, before, choice, changes, lock } = all
  const { from, to } = rename
  if (target.isLink(from)) {
    stayLink(rename, all)
    return
  }
  if (!target.isText(from)) {
    stay(rename, { kind: 'bytes', path: from, diff: notText }, all)
    changes.diagnostics.push(
      notTextAt(from, `(the operation is called \`${rename.after.name}\` now) is left out`),
    )
    return
  }
  const carried = target.read(from) ?? ''
  const mine = renameHandler(carried, rename)
  if (mine.kind === 'taken') {
    stayTaken(rename, mine.line, all)
    return
  }
  const sides = {
    path: to,
    text: file.text,
    mine: mine.text,
    base: baseOf(rename, before),
    isText: true,
  }
  const text = mergeInto(sides, choice, changes, lock)
  const { name } = rename.after
  const was = rename.before.name
  const what = was === name ? 'has another tag now' : `is called \`${name}\` now`
  const message = `the operation \`${was}\` ${what}: its handler ${from} moves to ${to}, your code with it`
  const notice = diagnostic('NX5030', { message, at: null })
  changes.follow.push({
    ...{ from, to, carried, notice },
    ...{ file: { ...file, text }, was: target.read(to) },
  })
}

/** A handler that was set aside and whose operation has another tag now: it comes back to where that says. */
const comesBack = (target: Target, file: OutputFile, changes: Collected): boolean => {
  const kept = returnsElsewhere(target, file)
  const { path, operation } = file
  if (kept === null || operation === undefined || !target.isText(kept.from)) return false
  const { from, was } = kept
  const carried = target.read(from) ?? ''
  const placed = renameHandler(carried, {
    from: was,
    to: path,
    before: operation,
    after: operation,
  })
  if (placed.kind === 'taken') return false
  const message = `the operation \`${operation.name}\` is back, with another tag: its handler ${from} comes to ${path}, your code with it`
  const notice = diagnostic('NX5030', { message, at: null })
  changes.follow.push({
    ...{ from, to: path, carried, notice },
    ...{ file: { ...file, text: placed.text }, was: null },
  })
  return true
}

/** A handler that waits where it is, and is asked about again. */
const stay = ({ from, to }: HandlerRename, conflict: Conflict, all: Following): void => {
  const entry = all.before.files.get(from)
  all.lock.delete(to)
  if (entry !== undefined) all.lock.set(from, entry)
  all.changes.conflicts.push(conflict)
}

/** A handler whose file has the new name for something else. */
const stayTaken = (rename: HandlerRename, line: number, all: Following): void => {
  const { from, before, after } = rename
  const message = `the operation \`${before.name}\` is called \`${after.name}\` now, a name that its handler's file has already: ${from}:${line}`
  all.changes.diagnostics.push(diagnostic('NX5071', { message, at: null }))
  const diff = `line ${line}: \`${after.name}\` is something else there, and what the handler of the operation is to be called`
  stay(rename, { kind: 'name', path: from, diff }, all)
}

/** A handler that lies elsewhere, with a link in its place: what other files lead to is not ours to rewrite. */
const stayLink = (rename: HandlerRename, all: Following): void => {
  const { from, to, before, after } = rename
  const message = `the operation \`${before.name}\` is called \`${after.name}\` now, and its handler ${from} is a symbolic link; it stays`
  const help = `\`mv ${from} ${to}\`, and in the file that it leads to import '${after.module}' and export \`${after.name}\``
  all.changes.diagnostics.push(diagnostic('NX5081', { message, at: null, help }))
  const diff = `is a symbolic link: it goes to ${to}, and its file exports \`${after.name}\``
  stay(rename, { kind: 'link', path: from, diff }, all)
}

/** A handler whose operation is gone is moved aside; the stub that was made for it goes with it. */
const setAside = (target: Target, gone: Locked & { path: string }, changes: Collected): void => {
  const { path, text, operation } = gone
  const place = removedPlace(path)
  if (place === null) return
  const mine = target.read(path)
  if (mine !== null && isUntouched(mine, text)) {
    changes.drop.push({ path, text: mine })
    return
  }
  const to = freePlace(target, place)
  changes.move.push({ from: path, to })
  const message = `${path} answers an operation that the document does not have any more; it goes to ${to}`
  const alike = operation && lookAlike({ path, operation }, handledIn(changes.create))
  const help = alike ? { help: renameHelp(to, operation, alike) } : {}
  changes.diagnostics.push(diagnostic('NX5003', { message, at: null, ...help }))
}

/** A handler that is another operation's by its name stays as it is, and is asked about again. */
const waits = (
  exchanged: Exchanged,
  now: OperationIdentity | null,
  { before, changes, lock }: Pick<Following, 'before' | 'changes' | 'lock'>,
): void => {
  const { path } = exchanged
  const entry = before.files.get(path)
  if (entry !== undefined) lock.set(path, entry)
  changes.conflicts.push({ kind: 'exchanged', path, diff: whereItBelongs(exchanged) })
  changes.diagnostics.push(exchangedNotice(exchanged, now))
}

const isUntouched = (mine: string | null, base: string): boolean =>
  mine !== null && isStub(base) && sameLines(mine, base)

/** What the compiler makes for an operation that nobody has written yet. */
const isStub = (text: string): boolean => /^export const \S+ = op\.stub\(\)$/m.test(text)

const renameHelp = (from: string, was: OperationIdentity, { path, operation }: Handled): string =>
  `${operation.route} (\`${operation.name}\`) is new and looks like it: to keep the code, \`mv -f ${from} ${path}\`, ` +
  `and call it by its new name there: \`${was.name}\` is \`${operation.name}\`, and \`${was.module}\` is \`${operation.module}\`; ` +
  'if it is another operation, delete the file when you do not need it any more'

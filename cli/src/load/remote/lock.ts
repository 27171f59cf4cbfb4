// Owns `nexus.remote.json`: what each URL held when it was first fetched. It is committed, so that the next
// compilation, on any machine, is of the same bytes or says that they changed. Not `nexus.lock`, the base of merges.

import { existsSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { writeWhole } from '../../files/whole.js'
import { isRecord } from '../../ir/json-values.js'

/** Name of the file, in the project's folder. */
export const lockName = 'nexus.remote.json'
/** What it was called before: read where the other is not there, and gone when that is written. */
const formerName = 'nexus.lock.json'

/** SHA-256 of what each URL held, in hexadecimal digits. */
export type Locked = ReadonlyMap<string, string>

/** The lock of a project; empty without one, null when the file holds something else. */
export const readRemoteLock = (home: string): Locked | null => {
  const names = [lockName, formerName]
  const file = names.map((name) => join(home, name)).find((path) => existsSync(path))
  if (file === undefined) return new Map()
  try {
    const { remote } = JSON.parse(readFileSync(file, 'utf8')) as { remote?: unknown }
    if (!isRecord(remote)) return null
    const entries = Object.entries(remote)
    const hashes = entries.flatMap(([url, hash]) =>
      typeof hash === 'string' && /^[0-9a-f]{64}$/.test(hash) ? [[url, hash] as const] : [],
    )
    return hashes.length === entries.length ? new Map(hashes) : null
  } catch {
    return null
  }
}

export const writeRemoteLock = (home: string, locked: Locked): void => {
  const sorted = [...locked].sort(([left], [right]) => (left < right ? -1 : 1))
  const text = `${JSON.stringify({ remote: Object.fromEntries(sorted) }, null, 2)}\n`
  writeWhole(join(home, lockName), text)
  rmSync(join(home, formerName), { force: true })
}

// Owns remote documents of one compilation. Reading is synchronous, so it finds what was fetched before, in a cache
// by content that the lock names, and asks for the rest; the pipeline fetches that and reads again.

import { createHash } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { type Code, diagnostic } from '../../diagnostics/codes.js'
import type { Diagnostic, SourceRef } from '../../diagnostics/diagnostic.js'
import { writeWhole } from '../../files/whole.js'
import type { RemoteOptions } from '../../ir/document-options.js'
import { type AllowList, emptyList, isAllowed, readAllowList } from './allow.js'
import { fetchRemote } from './fetch.js'
import { defaultRemoteLimits, type RemoteLimits } from './limits.js'
import { lockName, readRemoteLock, writeRemoteLock } from './lock.js'

/** Folder of fetched documents, below the project: what is there is named by its hash. */
const cacheFolder = '.nexus/remote'

interface Failure {
  readonly code: Code
  readonly message: string
  readonly help?: string
}

/** What reading is given for a URL; `wanted` when it has to be fetched first. */
export type RemoteContent =
  | { readonly bytes: Buffer }
  | { readonly error: Diagnostic }
  | { readonly wanted: true }

export class RemoteDocuments {
  readonly #home: string
  readonly #options: RemoteOptions
  readonly #limits: RemoteLimits
  readonly #list: AllowList
  readonly #locked: Map<string, string>
  readonly #isLockBroken: boolean
  readonly #wanted = new Set<string>()
  readonly #failures = new Map<string, Failure>()
  #fetched = 0

  constructor(home: string, options: RemoteOptions, limits: Partial<RemoteLimits> = {}) {
    const read = readAllowList(options.allow)
    this.#home = home
    this.#options = options
    this.#limits = { ...defaultRemoteLimits, ...limits }
    this.#list = 'list' in read ? read.list : emptyList
    const locked = options.allow.length === 0 ? new Map<string, string>() : readRemoteLock(home)
    this.#isLockBroken = locked === null
    this.#locked = new Map(locked)
  }

  /** Whether a URL is one that may be fetched. */
  allows(url: URL): boolean {
    return isAllowed(this.#list, url)
  }

  /** What an allowed URL holds. Never throws. */
  read({ href }: URL, at: SourceRef): RemoteContent {
    const failure = this.#isLockBroken ? brokenLock : this.#failures.get(href)
    if (failure !== undefined) return { error: diagnostic(failure.code, { ...failure, at }) }
    const hash = this.#locked.get(href)
    const bytes = hash === undefined ? null : this.#cached(hash)
    if (bytes !== null) return { bytes }
    if (hash === undefined && this.#options.isFrozen) {
      const message = `${href} is not in ${lockName}`
      return { error: diagnostic('NX1072', { message, at }) }
    }
    this.#wanted.add(href)
    return { wanted: true }
  }

  /** Reads, fetches what that asked for, and reads again, until nothing more is asked for. Fetching never throws. */
  async readWith<T>(read: () => T): Promise<T> {
    for (let round = 1; ; round++) {
      const value = read()
      const urls = [...this.#wanted]
      this.#wanted.clear()
      if (urls.length === 0) return value
      await this.#fetchAll(urls, round)
    }
  }

  async #fetchAll(urls: string[], round: number): Promise<void> {
    const { remoteRoundsMax } = this.#limits
    if (round > remoteRoundsMax) {
      const message = `URLs that have to be fetched name each other in a row of more than ${remoteRoundsMax} (limit remoteRoundsMax)`
      for (const url of urls) this.#failures.set(url, { code: 'NX1020', message, help: keepCopies })
      return
    }
    const lanes = Array.from({ length: this.#limits.remoteAtOnceMax }, async () => {
      for (let url = urls.shift(); url !== undefined; url = urls.shift()) await this.#fetch(url)
    })
    await Promise.all(lanes)
  }

  async #fetch(href: string): Promise<void> {
    const { remoteFilesMax } = this.#limits
    if (++this.#fetched > remoteFilesMax) {
      const message = `the document refers to more than ${remoteFilesMax} URLs that have to be fetched (limit remoteFilesMax)`
      this.#failures.set(href, { code: 'NX1020', message, help: keepCopies })
      return
    }
    const fetched = await fetchRemote(new URL(href), this.#list, this.#limits)
    if ('bytes' in fetched) this.#keep(href, fetched.bytes)
    else {
      const { why, help } = fetched
      const message = `${href} cannot be fetched: ${why}`
      this.#failures.set(href, { code: 'NX1070', message, ...(help === undefined ? {} : { help }) })
    }
  }

  #keep(href: string, bytes: Buffer): void {
    const hash = createHash('sha256').update(bytes).digest('hex')
    const locked = this.#locked.get(href)
    if (locked !== undefined && locked !== hash && this.#options.refreshSince === null) {
      const message = `${href} holds something else than ${lockName} says`
      this.#failures.set(href, { code: 'NX1071', message })
      return
    }
    try {
      writeWhole(join(this.#home, cacheFolder, hash), bytes)
      this.#locked.set(href, hash)
      if (locked !== hash) writeRemoteLock(this.#home, this.#locked)
    } catch (error) {
      const reason = error instanceof Error ? error.message : 'unknown reason'
      const message = `${href} cannot be kept: ${reason}`
      this.#failures.set(href, {
        code: 'NX1070',
        message,
        help: 'make the folder of the project writable',
      })
    }
  }

  /** Content of the cache, null when it has none, or none since it should be fetched again. */
  #cached(hash: string): Buffer | null {
    const file = join(this.#home, cacheFolder, hash)
    const { refreshSince } = this.#options
    try {
      if (refreshSince !== null && statSync(file).mtimeMs < refreshSince) return null
      const bytes = readFileSync(file)
      return createHash('sha256').update(bytes).digest('hex') === hash ? bytes : null
    } catch {
      return null
    }
  }
}

const keepCopies = 'keep copies in a folder: `document.remote.folders`'

const brokenLock: Failure = {
  code: 'NX1073',
  message: `${lockName} is not a lock that Nexus wrote`,
}

// Owns how many files are open for answers at once. Beyond it those that wait for their clients are closed, and opened
// again when their turn comes: whoever asks for files and reads nothing leaves descriptors to others.

import { readFileSync, type Stats } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { FileBody, readAt } from './file-body.js'

/** A file that was opened, and what it was then. */
export interface Opened {
  readonly handle: FileHandle
  readonly stats: Stats
}

/** Files that are open for answers take at most this part of what the process may open, and no more than that. */
const descriptorsShare = 1 / 8
export const placesMax = 4096
/** What a process may open where the system does not say it. */
const descriptorsUsual = 1024

/** Something that may be closed for a while. */
interface Resting {
  park(): Promise<void>
}

/** Places for open files. Who finds none waits in order for one that is left, or that somebody idle gives up. */
export class Places {
  #taken = 0
  readonly #idle = new Set<Resting>()
  readonly #waiting: (() => void)[] = []

  constructor(readonly max: number) {}

  get taken(): number {
    return this.#taken
  }

  async enter(): Promise<void> {
    if (this.#taken < this.max) {
      this.#taken++
      return
    }
    const [longest] = this.#idle
    if (longest === undefined) return new Promise((resolve) => this.#waiting.push(resolve))
    this.#idle.delete(longest)
    await longest.park()
  }

  leave(): void {
    const next = this.#waiting.shift()
    if (next === undefined) this.#taken--
    else next()
  }

  /** `file` keeps its place until somebody else needs it. */
  rest(file: Resting): void {
    if (this.#waiting.length === 0) this.#idle.add(file)
    else void file.park().then(() => this.leave())
  }

  /** `file` needs its place. */
  wake(file: Resting): void {
    this.#idle.delete(file)
  }
}

/** A place that is taken while an answer is looked for; what is found keeps it. */
export class Place {
  #isKept = false

  constructor(readonly places: Places) {}

  /** A file that is open and stays so as long as there is room; `reopen` opens it again after that. */
  keep(opened: Opened, reopen: () => Promise<Opened | null>): ServedFile {
    this.#isKept = true
    return new ServedFile(this.places, opened, reopen)
  }

  end(): void {
    if (!this.#isKept) this.places.leave()
  }
}

/** The file of an answer: its bytes are the same ones from the first to the last. */
export class ServedFile {
  readonly stats: Stats
  #handle: FileHandle | null
  #isOver = false
  #isBusy = false

  constructor(
    readonly places: Places,
    { handle, stats }: Opened,
    readonly reopen: () => Promise<Opened | null>,
  ) {
    this.#handle = handle
    this.stats = stats
    places.rest(this)
  }

  /**
   * Reads up to all of `into` from `at` on; bytes read. One at a time.
   *
   * @throws {Error} of the system; when it is another file by now.
   */
  async read(into: Uint8Array, at: number): Promise<number> {
    this.#isBusy = true
    this.places.wake(this)
    try {
      this.#handle ??= await this.#opened()
      return await readAt(this.#handle.fd, into, at)
    } finally {
      this.#isBusy = false
      if (this.#isOver) this.#drop()
      else if (this.#handle !== null) this.places.rest(this)
    }
  }

  /** Nothing more is read. */
  close(): void {
    if (this.#isOver) return
    this.#isOver = true
    // A descriptor that is closed while it is read may be another file's by then.
    if (!this.#isBusy) this.#drop()
  }

  async park(): Promise<void> {
    const handle = this.#handle
    this.#handle = null
    await handle?.close().catch(() => {})
  }

  #drop(): void {
    if (this.#handle === null) return
    this.places.wake(this)
    void this.park().then(() => this.places.leave())
  }

  async #opened(): Promise<FileHandle> {
    await this.places.enter()
    let opened: Opened | null = null
    try {
      opened = await this.reopen()
      if (opened !== null && isSame(opened.stats, this.stats)) return opened.handle
      await opened?.handle.close()
    } catch (error) {
      this.places.leave()
      throw error
    }
    this.places.leave()
    throw new Error('The file was changed while it was sent.')
  }
}

/** A part of a served file as the body of an answer. */
export class ServedBody extends FileBody {
  constructor(
    readonly file: ServedFile,
    offset: number,
    length: number,
  ) {
    super(-1, offset, length, () => file.close())
  }

  override read(into: Uint8Array, at: number): Promise<number> {
    return this.file.read(into, at)
  }
}

const isSame = (one: Stats, other: Stats): boolean =>
  one.dev === other.dev &&
  one.ino === other.ino &&
  one.size === other.size &&
  one.mtimeMs === other.mtimeMs

let shared: Places | null = null

/** A place among those of this thread, when there is one. */
export const enterPlace = async (): Promise<Place> => {
  shared ??= new Places(placesOf(descriptorsMax()))
  await shared.enter()
  return new Place(shared)
}

/** How many files are open for answers at most where a process may open so many of anything. */
export const placesOf = (descriptors: number): number => {
  const known = Number.isNaN(descriptors) ? descriptorsUsual : descriptors
  return Math.max(1, Math.min(placesMax, Math.floor(known * descriptorsShare)))
}

// Node.js raises what it may open to the most that it is given, before anything of ours runs.
const descriptorsMax = (): number => {
  try {
    const limits = readFileSync('/proc/self/limits', 'latin1')
    return Number(/^Max open files\s+(\d+)/m.exec(limits)?.[1])
  } catch {
    return Number.NaN
  }
}

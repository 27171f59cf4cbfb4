// Owns telling a file that cannot be read once: every reference to it fails for the one reason that is told at the file.

import type { Diagnostic } from '../../diagnostics/diagnostic.js'

/** The first reference to a file, and the places of all of them. */
interface Told {
  readonly first: Diagnostic
  readonly places: Set<string>
}

/** References to files that cannot be read, by file. */
export class UnreadableFiles {
  readonly #files = new WeakMap<Diagnostic, string>()
  readonly #told = new Map<string, Told>()

  /** Notes which file a diagnostic is about; it may be reported later, or never. */
  told(file: string, found: Diagnostic): Diagnostic {
    this.#files.set(found, file)
    return found
  }

  /** Whether a diagnostic that is reported is one more of a file that was told: it is counted, and goes. */
  isCounted(found: Diagnostic): boolean {
    const file = this.#files.get(found)
    if (file === undefined) return false
    const place = `${found.at?.file}#${found.at?.pointer}`
    const known = this.#told.get(file)
    if (known === undefined) this.#told.set(file, { first: found, places: new Set([place]) })
    else known.places.add(place)
    return known !== undefined
  }

  /** The diagnostic, with the count of the references that it stands for. */
  counted(found: Diagnostic): Diagnostic {
    const file = this.#files.get(found)
    const told = file === undefined ? undefined : this.#told.get(file)
    const others = told?.first === found ? told.places.size - 1 : 0
    if (others === 0) return found
    const more = others === 1 ? '1 more reference' : `${others} more references`
    return { ...found, message: `${found.message} (and ${more} to it)` }
  }
}

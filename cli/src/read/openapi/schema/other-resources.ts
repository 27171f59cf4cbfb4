// Owns finding the schema that a URI means in the other files of a document (JSON Schema 2020-12, 8.2): those that were
// opened, and those that they refer to by path. Nothing is fetched for it.

import type { Diagnostic } from '../../../diagnostics/diagnostic.js'
import { child } from '../../../diagnostics/pointer.js'
import type { SourceFile } from '../../../ir/document.js'
import type { JsonValue } from '../../../ir/schema.js'
import { at, type Node } from '../node.js'
import type { Reader } from '../reader.js'
import { absoluteUri, childrenOf, type Resource, type Role } from './identifiers.js'

/** The resource with this absolute URI in a file that was opened; undefined when none has it. */
export const resourceOfOpened = (reader: Reader, uri: string): Resource | undefined => {
  for (const file of reader.document.files.values()) {
    const found = reader.identifiersOf(file).byUri(uri)
    if (found !== undefined) return found
  }
  return undefined
}

/** Which files have had opened what they refer to by path, and what could not be. */
class Survey {
  readonly #files = new Set<SourceFile>()
  #failed: { readonly uri: string | null; readonly found: readonly Diagnostic[] }[] = []

  /** Opens what the files refer to; each of them is looked through once, however often it is asked for. */
  open(reader: Reader): void {
    // A file that is opened joins the map, and its turn comes in this loop.
    for (const file of reader.document.files.values()) {
      if (this.#files.has(file)) continue
      this.#files.add(file)
      for (const ref of referencesIn(file)) {
        const told = toldUri(reader, file, ref)
        if (told !== null && resourceOfOpened(reader, told) !== undefined) continue
        const { diagnostics } = reader.document.open(at(ref), pathOf(ref), told)
        if (diagnostics.length > 0) this.#failed.push({ uri: told, found: diagnostics })
      }
    }
    this.#tell(reader)
  }

  /** A path below an `$id` may have been the name of a schema that was opened later. */
  #tell(reader: Reader): void {
    for (const { uri, found } of this.#failed)
      if (uri === null || resourceOfOpened(reader, uri) === undefined)
        found.forEach(reader.add, reader)
    // What is only tried tells nobody.
    if (!reader.isTrying) this.#failed = []
  }
}

const surveys = new WeakMap<Reader, Survey>()

/**
 * The resource with this absolute URI in any file of the document: what is referred to by path is opened first, so that
 * it does not matter which reference is met first.
 */
export const resourceOfAll = (reader: Reader, uri: string): Resource | undefined => {
  const survey = surveys.get(reader) ?? new Survey()
  surveys.set(reader, survey)
  survey.open(reader)
  return resourceOfOpened(reader, uri)
}

/** What a reference means by the base that its document tells; null where it is a path of the disk. */
const toldUri = (reader: Reader, file: SourceFile, ref: Node): string | null => {
  const identifiers = reader.identifiersOf(file)
  if (!identifiers.hasOwnBase(ref.pointer)) return null
  return absoluteUri(pathOf(ref), identifiers.resourceAt(ref.pointer).uri)
}

const pathOf = ({ value }: Node): string => String(value).split('#', 1)[0] ?? ''

/** The references of a file that are paths; what stands in data is none. */
const referencesIn = ({ root, file }: SourceFile): readonly Node[] => {
  const open: { readonly node: Node; readonly role: Role }[] = [
    { node: { value: root, file, pointer: '' }, role: 'schema' },
  ]
  const seen = new Set<JsonValue>()
  const references: Node[] = []
  for (let each = open.pop(); each !== undefined; each = open.pop()) {
    const { value, pointer } = each.node
    if (typeof value !== 'object' || seen.has(value)) continue
    seen.add(value)
    for (const [key, below, role] of childrenOf(value, each.role)) {
      const node: Node = { value: below, file, pointer: child(pointer, key) }
      if (key === '$ref' && typeof below === 'string') references.push(node)
      else open.push({ node, role })
    }
  }
  return references.filter((ref) => isPath(pathOf(ref)))
}

const isPath = (text: string): boolean => text !== '' && !/^(?:[a-z][a-z0-9+.-]*:|\/\/)/i.test(text)

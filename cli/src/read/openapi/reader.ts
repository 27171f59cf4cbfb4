// Owns the state of one reading: the document, its version, what was found wrong, and the schemas
// that still wait to be read. Not how any object is read.

import { type Code, diagnostic, type Finding } from '../../diagnostics/codes.js'
import type { Diagnostic, SourceRef } from '../../diagnostics/diagnostic.js'
import { exceeded } from '../../diagnostics/exceeded.js'
import type { KeywordReason, KeywordUse, ReadObject } from '../../ir/api.js'
import type { Document, SourceFile } from '../../ir/document.js'
import type { SpecVersion } from '../../ir/keywords/table.js'
import type { SpecObject } from '../../ir/keywords.js'
import { defaultReadLimits, type ReadLimits } from '../../ir/read-limits.js'
import type { Schema, SchemaId } from '../../ir/schema.js'
import type { SentOperation } from '../../ir/sent-operation.js'
import { atMember, type Node, type ObjectNode } from './node.js'
import { DynamicScopes } from './schema/dynamic-scope.js'
import { type Identifiers, identifiersOf } from './schema/identifiers.js'
import { UnreadableFiles } from './unreadable-files.js'

export type Version = SpecVersion

export class Reader {
  readonly document: Document
  readonly version: Version
  readonly limits: ReadLimits
  readonly keywordUses: KeywordUse[] = []
  /** Schemas by id in order of first use; the value is null until it is read. */
  readonly schemaNodes = new Map<SchemaId, Node>()
  /** Schemas that stand nowhere in the document as such: a form made of parameters. */
  readonly madeSchemas = new Map<SchemaId, Schema>()
  /** What references lead to, each by the place of its text. */
  readonly references = new Map<string, Pick<SourceRef, 'file' | 'pointer'>>()
  readonly #scopes = new DynamicScopes()
  /** Ids of schemas in dynamic scopes, and of the same schemas by themselves. */
  readonly homeIds = new Map<SchemaId, SchemaId>()
  /** Operations that the server calls, as they are met. */
  readonly sent: SentOperation[] = []
  readonly #objects = new Map<string, ReadObject>()
  readonly #diagnostics: Diagnostic[] = []
  readonly #reported = new Set<string>()
  readonly #unreadable = new UnreadableFiles()
  readonly #noted = new Set<string>()
  /** Where diagnostics go while something is only tried. */
  #held: Diagnostic[] | null = null
  #errors = 0
  #spent = 0
  #hasTooMuch = false

  constructor(document: Document, version: Version, limits: Partial<ReadLimits> = {}) {
    this.document = document
    this.version = version
    this.limits = { ...defaultReadLimits, ...limits }
  }

  /** Whether the document exceeds a limit: what is left of it is not read. */
  get hasTooMuch(): boolean {
    return this.#hasTooMuch
  }

  /** Refuses the document by the name of the first limit that it exceeds. */
  refuse(limit: keyof ReadLimits, what: (max: number) => string, at: SourceRef): void {
    if (this.#hasTooMuch) return
    const max = this.limits[limit]
    this.#hasTooMuch = true
    this.add(exceeded(limit, max, what(max), at))
  }

  /** Whether schemas are as JSON Schema's draft 4 had them (2.0 and 3.0), not as draft 2020-12 has them. */
  get isDraft4(): boolean {
    return this.version === '2.0' || this.version === '3.0'
  }

  /** What identifies schemas in a file, as the document's version has it. */
  identifiersOf(file: SourceFile): Identifiers {
    return identifiersOf(file, this.isDraft4 ? 'draft4' : 'draft2020')
  }

  /** The node in the dynamic scope that holds inside of it; the node itself where no scope can matter. */
  entered(node: Node): Node {
    const file = this.isDraft4 ? undefined : this.document.files.get(node.file)
    if (file === undefined) return node
    const identifiers = this.identifiersOf(file)
    if (node.scope === undefined && !identifiers.isDynamic) return node
    const scope = this.#scopes.within(node.scope, identifiers.resourceAt(node.pointer))
    if (scope === node.scope) return node
    if (this.#scopes.size <= this.limits.dynamicScopesMax) return { ...node, scope }
    const what = (max: number) => `\`$dynamicRef\` has more than ${max} sets of targets`
    this.refuse('dynamicScopesMax', what, { file: node.file, pointer: node.pointer })
    return node
  }

  /** The id of a schema that was entered; in a scope that it does not have by itself it is another schema. */
  idOf({ file, pointer, scope }: Node): SchemaId {
    const home: SchemaId = `${file}#${pointer}`
    const source = scope === undefined ? undefined : this.document.files.get(file)
    if (scope === undefined || source === undefined) return home
    if (this.#scopes.isHome(scope, this.identifiersOf(source).resourceAt(pointer))) return home
    const id: SchemaId = `${home}~${scope.key.slice(0, 8)}`
    this.homeIds.set(id, home)
    if (this.homeIds.size > this.limits.dynamicSchemasMax) {
      const what = (max: number) => `\`$dynamicRef\` makes more than ${max} schemas of others`
      this.refuse('dynamicSchemasMax', what, { file, pointer })
    }
    return id
  }

  get diagnostics(): readonly Diagnostic[] {
    return this.#diagnostics.map((each) => this.#unreadable.counted(each))
  }

  /** Reports a reference to a file that cannot be read: the first of them is told, with the count of the others. */
  reportUnreadable(file: string, finding: Finding): void {
    this.add(this.#unreadable.told(file, diagnostic('NX2010', finding)))
  }

  /** Reports a finding once per code and place, however often its node is read. */
  report(code: Code, finding: Finding): void {
    this.add(diagnostic(code, finding))
  }

  add(found: Diagnostic): void {
    if (this.#held !== null) {
      this.#held.push(found)
      return
    }
    const key = `${found.code} ${found.at?.file}#${found.at?.pointer} ${found.message}`
    if (this.#reported.has(key) || this.#unreadable.isCounted(found)) return
    if (found.severity === 'error' && ++this.#errors > this.limits.errorsMax) {
      if (this.#errors === this.limits.errorsMax + 1) this.#diagnostics.push(tooMany(this.limits))
      return
    }
    this.#reported.add(key)
    this.#diagnostics.push(found)
  }

  /** Whether a step is only tried. */
  get isTrying(): boolean {
    return this.#held !== null
  }

  /** What comes of a step, and what it would report: nothing of it is reported. */
  tentatively<Value>(run: () => Value): {
    readonly value: Value
    readonly reported: readonly Diagnostic[]
  } {
    const reported: Diagnostic[] = []
    this.#held = reported
    try {
      return { value: run(), reported }
    } finally {
      this.#held = null
    }
  }

  /** Objects of the document by place, in order of reading: what the ledger accounts for. */
  get objects(): readonly ReadObject[] {
    return [...this.#objects.values()]
  }

  /** Remembers that a node was read as an object; what else a reference is comes before being one. */
  visit(node: ObjectNode, object: SpecObject): void {
    const { file, pointer, value } = node
    this.spend(1, node)
    const place = `${file}#${pointer}`
    const known = this.#objects.get(place)
    if (known !== undefined && known.object !== 'Reference') return
    this.#objects.set(place, { object, file, pointer, value })
  }

  /** Counts what is read at a node, however often it was read before. */
  spend(objects: number, { file, pointer }: Node): void {
    this.#spent += objects
    const { objectsMax, repeatedObjectsMax } = this.limits
    const repeatsMax = repeatedObjectsMax + repeatsOfObject * this.#objects.size
    if (this.#spent <= Math.min(objectsMax, repeatsMax)) return
    const isMany = this.#spent > objectsMax
    const what = (max: number) =>
      `references repeat parts of the document: more than ${max} objects${isMany ? '' : ', beside four for each that it has'}`
    this.refuse(isMany ? 'objectsMax' : 'repeatedObjectsMax', what, { file, pointer })
  }

  /** Notes a keyword that the IR does not carry, once per place. */
  note(node: ObjectNode, object: SpecObject, keyword: string, reason: KeywordReason): void {
    const at = atMember(node, keyword)
    const key = `${object} ${at.file}#${at.pointer}`
    if (this.#noted.has(key)) return
    this.#noted.add(key)
    this.keywordUses.push({ keyword, object, reason, at })
  }
}

/** How often what a document has is read again in large ones: real ones stay below three. */
const repeatsOfObject = 4

const tooMany = ({ errorsMax }: ReadLimits): Diagnostic =>
  diagnostic('NX2016', {
    message: `more than ${errorsMax} errors; the rest is not shown (limit errorsMax)`,
    at: null,
  })

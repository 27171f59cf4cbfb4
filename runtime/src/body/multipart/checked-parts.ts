// Owns the parts of a form as a handler takes them one by one: each checked when it comes, the whole at the end.

import { BodyError } from '../../http/body-error.js'
import { Turn } from '../../http/turns.js'
import { coerceTexts, fieldHint } from '../../validate/coerce.js'
import { Issues } from '../../validate/issues.js'
import type { BodyLimits } from '../body-source.js'
import { type Held, partBytes } from '../held.js'
import { declaredPart, type MultipartSpec, type PartSpec } from './form-spec.js'
import { GatheredForm, invalidForm } from './gathered-form.js'
import { heldPart, type OpenPart, type Part } from './part.js'

/** Parts that match the contract. Throws a BodyError at the first that does not, and at the end for what is missing. */
export async function* checkedParts(
  parts: AsyncIterable<OpenPart>,
  spec: MultipartSpec<unknown>,
  limits: BodyLimits,
  held: Held,
): AsyncGenerator<Part, void, undefined> {
  const form = new FormInParts(spec, limits, held)
  const turn = new Turn()
  for await (const part of parts) {
    // Each part may cost what one validation may, and there may be thousands in one chunk.
    if (turn.isLong) await turn.end()
    if (spec.hidden?.includes(part.name)) continue
    yield await form.take(part)
  }
  form.end()
}

const unread = new Uint8Array(0)

class FormInParts {
  readonly #gathered: GatheredForm
  /** Of what is kept: all but the contents of files. */
  #bytes = 0

  constructor(
    readonly spec: MultipartSpec<unknown>,
    readonly limits: BodyLimits,
    readonly held: Held,
  ) {
    this.#gathered = new GatheredForm(spec, limits)
  }

  /** What came is looked at once more when all is here. */
  get #keeps(): boolean {
    return this.spec.eachAlone !== true
  }

  async take(part: OpenPart): Promise<Part> {
    const { name } = part
    if (this.#keeps) this.held.change(partBytes)
    const declared = declaredPart(this.spec, name)
    const issues = new Issues()
    if (declared === null) {
      const keyword = this.spec.byPosition ? 'items' : 'additionalProperties'
      if (this.spec.closed) issues.addAt(name, keyword, 'is not allowed')
      refuse(issues)
      // Nothing is asked of it but that it may be there.
      if (this.#keeps) this.#gathered.addText(name, '')
      return part
    }
    const typedHeaders = this.#gathered.judgeHead(part, declared, issues)
    if (typedHeaders !== undefined) Object.assign(part, { typedHeaders })
    if (declared.kind !== 'file') {
      refuse(issues)
      return this.#takeField(part, declared, issues)
    }
    if (!this.#keeps) {
      refuse(issues)
      return part
    }
    const { filename, contentType } = part
    this.#gathered.addFile(part, declared, {
      filename: filename ?? '',
      contentType,
      bytes: unread,
    })
    refuse(issues)
    refuse(this.#gathered.issues)
    return part
  }

  /** What only the whole shows: what is missing, how many there are, which may stand beside which. */
  end(): void {
    if (!this.#keeps) return
    this.#gathered.check()
    refuse(this.#gathered.issues)
  }

  async #takeField(part: OpenPart, spec: PartSpec, issues: Issues): Promise<Part> {
    const { name } = part
    const bytes = await part.bytes()
    const bytesMax = this.limits.multipartFormBytesMax
    if (this.#keeps) {
      this.#bytes += bytes.length
      this.held.change(bytes.length)
    }
    if (this.#bytes > bytesMax) {
      throw new BodyError(413, `The fields of the form have more than ${bytesMax} bytes.`)
    }
    const before = this.#gathered.countOf(name)
    const value = this.#valueOf(part, spec, bytes, issues)
    refuse(issues)
    // A part that stands alone and comes again is a list, which its schema does not take.
    const isAgain = !spec.list && before > 0
    const values = spec.joined && Array.isArray(value) ? value : [isAgain ? [value] : value]
    const taken = values.map((each, index) => {
      const mark = issues.count
      spec.check?.(each, issues)
      if (issues.count === mark) return spec.become?.(each) ?? each
      if (spec.list) issues.within(mark, before + index)
      issues.within(mark, name)
      return each
    })
    refuse(issues)
    issues.apply()
    return heldPart(part, bytes, spec.joined ? taken : taken[0])
  }

  /** What a field is. The form keeps one of its own: what a check puts in is the handler's. */
  #valueOf(part: OpenPart, spec: PartSpec, bytes: Uint8Array, issues: Issues): unknown {
    const { name } = part
    if (spec.kind === 'json') {
      const value = this.#gathered.jsonIn(part, bytes, issues)
      if (issues.count > 0) return undefined
      if (this.#keeps)
        this.#gathered.addValue(name, this.#gathered.jsonIn(part, bytes, issues), spec)
      return value
    }
    const text = part.decoded(bytes)
    if (this.#keeps) this.#gathered.addText(name, text)
    const value = coerceTexts([text], fieldHint(this.spec.hint, name, issues))
    return spec.list && !spec.joined && Array.isArray(value) ? value[0] : value
  }
}

const refuse = (issues: Issues): void => {
  if (issues.count > 0) throw invalidForm(issues)
}

// Owns `multipart` and `multipartList`: a form, and parts without names, as the handler sees them: one by one or whole.

import { BodyError } from '../../http/body-error.js'
import type { BodyLimits, BodySource } from '../body-source.js'
import { decodedBody, readOnce } from '../byte-stream.js'
import { Held, Share } from '../held.js'
import { boundaryOf, parseParameters } from './boundary.js'
import { checkedParts } from './checked-parts.js'
import { readForm } from './form.js'
import { type MultipartSpec, partSpecOf } from './form-spec.js'
import { type OpenPart, openPart } from './part.js'
import { type PartHead, parseHeadAt, parsePartHead } from './part-head.js'
import { PartScanner } from './part-scanner.js'
import type { PartOf, PartOfList } from './part-types.js'

/**
 * A multipart/form-data body (RFC 7578). Iterate it to have parts as they arrive: fields with their checked `value`,
 * files piece by piece; or take it whole with `form()`. Both reject with a BodyError what does not match the contract:
 * iterating does at the part itself, and at the end for what is missing or too much.
 *
 * @example
 * const { title, photo } = await body.form()
 * @example
 * for await (const part of body) {
 *   if (part.name === 'photo') await pipeline(part, createWriteStream(path))
 *   else titles.push(part.value)
 * }
 */
export interface Multipart<Form, Headers = Record<never, never>, Joined extends string = never>
  extends AsyncIterable<PartOf<Form, Headers, Joined>> {
  /**
   * The whole form. Rejects with a BodyError: 400 when it is malformed or does not match the contract, 413
   * beyond a limit.
   */
  form(): Promise<Form>
  /**
   * The same with the headers that the contract gives its parts: by the name of the part, in lower case. Rejects as
   * `form()` does.
   *
   * @example
   * const { form, headers } = await body.formWithHeaders()
   * const angle = headers.photo?.['x-rotate'] ?? 0
   */
  formWithHeaders(): Promise<{ readonly form: Form; readonly headers: Headers }>
}

/**
 * A multipart body whose parts have no names (multipart/mixed and others, RFC 2046, 5.1): the items of a list. Iterate it
 * to have parts as they arrive, `name` being the position: values checked, files piece by piece; or take it whole with
 * `list()`. Both reject with a BodyError what does not match the contract, as those of a form do.
 *
 * @example
 * const [order, invoice] = await body.list()
 * @example
 * for await (const part of body) if (part.name === '0') console.log(part.value)
 */
export interface MultipartList<List extends readonly unknown[], Headers = Record<never, never>>
  extends AsyncIterable<PartOfList<List, Headers>> {
  /** All parts as one list. Rejects with a BodyError: 400 for what does not match, 413 beyond a limit. */
  list(): Promise<List>
}

/**
 * A request's multipart body; what generated readers call.
 *
 * @throws {BodyError} 400 when its Content-Type has no boundary, 415 for an unknown content coding.
 * @example
 * context.body = multipart<CreatePetForm>(raw, form$1)
 */
export const multipart = <Form, Headers = Record<never, never>, Joined extends string = never>(
  source: BodySource,
  spec: MultipartSpec<Form, Headers, Joined>,
): Multipart<Form, Headers, Joined> => {
  const { parts, limits, held } = openParts(source, spec)
  return {
    [Symbol.asyncIterator]: () =>
      checkedParts(parts(), spec, limits, held) as AsyncGenerator<PartOf<Form, Headers, Joined>>,
    form: async () => (await readForm(parts(), spec, limits, held)).form,
    formWithHeaders: () => readForm(parts(), spec, limits, held),
  }
}

/**
 * A request's multipart body without names of parts; what generated readers call.
 *
 * @throws {BodyError} 400 when its Content-Type has no boundary, 415 for an unknown content coding.
 * @example
 * context.body = multipartList(raw, list$1)
 */
export const multipartList = <List extends readonly unknown[], Headers = Record<never, never>>(
  source: BodySource,
  spec: MultipartSpec<List, Headers>,
): MultipartList<List, Headers> => {
  const { parts, limits, held } = openParts(source, spec)
  return {
    [Symbol.asyncIterator]: () =>
      checkedParts(parts(), spec, limits, held) as AsyncGenerator<PartOfList<List, Headers>>,
    list: async () => (await readForm(parts(), spec, limits, held)).form,
  }
}

/** The parts of a body, to be read once. */
const openParts = (source: BodySource, spec: MultipartSpec<unknown>) => {
  const contentType = source.header('content-type') ?? ''
  const boundary = boundaryOf(contentType)
  const { limits } = source
  const stream = source.stream()
  const held = new Held(stream)
  const scanner = new PartScanner(decodedBody(source, stream), boundary, new Share(held))
  const headOf = spec.byPosition === true ? headByPosition(contentType) : parsePartHead
  const parts = readOnce(partsOf(scanner, headOf, spec, limits, held), 'form')
  return { parts, limits, held }
}

// RFC 2046, 5.1 and 5.1.5: what a part is that does not say.
const headByPosition = (contentType: string): HeadOf => {
  const isDigest = parseParameters(contentType)?.value === 'multipart/digest'
  const defaultType = isDigest ? 'message/rfc822' : 'text/plain'
  return (bytes, index) => parseHeadAt(bytes, index, defaultType)
}

type HeadOf = (bytes: Uint8Array, index: number) => PartHead

async function* partsOf(
  scanner: PartScanner,
  headOf: HeadOf,
  spec: MultipartSpec<unknown>,
  limits: BodyLimits,
  held: Held,
): AsyncGenerator<OpenPart, void, undefined> {
  const { multipartHeadBytesMax, multipartPartsMax } = limits
  let part: OpenPart | null = preamble(scanner, multipartHeadBytesMax, held)
  try {
    for (let count = 0; ; count++) {
      await part.skip()
      const bytes = await scanner.nextHead(multipartHeadBytesMax)
      if (bytes === null) return await scanner.finish()
      if (count === multipartPartsMax) {
        throw new BodyError(413, `The form has more than ${multipartPartsMax} parts.`)
      }
      const head = headOf(bytes, count)
      const { multipartFileBytesMax, multipartFieldBytesMax } = limits
      const isFile = partSpecOf(spec, head).kind === 'file'
      const bytesMax = isFile ? multipartFileBytesMax : multipartFieldBytesMax
      part = openPart(head, scanner, bytesMax, held)
      yield part
    }
  } finally {
    await scanner.leave()
  }
}

// What stands before the first delimiter is no part, and nothing in it means anything.
const preamble = (scanner: PartScanner, bytesMax: number, held: Held): OpenPart =>
  openPart(
    { name: '', filename: null, contentType: '', charset: '', headers: {} },
    scanner,
    bytesMax,
    held,
  )

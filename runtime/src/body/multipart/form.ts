// Owns a whole form in memory: texts coerced, JSON parsed, files kept, all of it checked by the contract.

import { BodyError } from '../../http/body-error.js'
import type { BodyLimits } from '../body-source.js'
import { type Held, partBytes } from '../held.js'
import { type MultipartSpec, partSpecOf } from './form-spec.js'
import { GatheredForm, invalidForm, type UploadedFile } from './gathered-form.js'
import type { Part } from './part.js'

/** Reads all parts into one value and checks it. Rejects with a BodyError. */
export const readForm = async <Form, Headers>(
  parts: AsyncIterable<Part>,
  spec: MultipartSpec<Form, Headers>,
  limits: BodyLimits,
  held: Held,
): Promise<{ readonly form: Form; readonly headers: Headers }> => {
  const { multipartFormBytesMax: bytesMax } = limits
  const gathered = new GatheredForm(spec, limits)
  const { issues } = gathered
  let total = 0
  for await (const part of parts) {
    const partSpec = partSpecOf(spec, part)
    const content = partSpec.kind === 'text' ? await part.text() : await part.bytes()
    const bytes = Buffer.byteLength(content)
    total += bytes
    held.change(bytes + partBytes)
    if (total > bytesMax) throw new BodyError(413, `The form has more than ${bytesMax} bytes.`)
    gathered.judgeHead(part, partSpec, issues)
    if (typeof content === 'string') gathered.addText(part.name, content)
    else if (partSpec.kind === 'file') gathered.addFile(part, partSpec, fileIn(part, content))
    else gathered.addValue(part.name, gathered.jsonIn(part, content, issues), partSpec)
  }
  const form = gathered.check()
  if (issues.count > 0) throw invalidForm(issues)
  issues.apply()
  return { form: form as Form, headers: gathered.headers() as Headers }
}

const fileIn = ({ filename, contentType }: Part, bytes: Uint8Array): UploadedFile => ({
  filename: filename ?? '',
  contentType,
  bytes,
})

// Owns the public entry `@nexusrt/runtime/body`: request bodies that are read piece by piece, lines, and
// answers that are lists of parts.

export { BodyError, type BodyErrorStatus } from '../http/body-error.js'
export type { BodyLimits, BodySource } from './body-source.js'
export { type ByteStream, byteStream } from './byte-stream.js'
export { type JsonLines, jsonLines, jsonLinesWriter, type Lines } from './json-lines.js'
export { jsonSequence, jsonSequenceWriter } from './json-sequence.js'
export type { MultipartSpec, PartSpec } from './multipart/form-spec.js'
export type { UploadedFile } from './multipart/gathered-form.js'
export {
  type Multipart,
  type MultipartList,
  multipart,
  multipartList,
} from './multipart/multipart.js'
export type { Part } from './multipart/part.js'
export type { PartHeadersSpec } from './multipart/part-headers.js'
export type { FieldPart, FilePart, PartOf, PartOfList } from './multipart/part-types.js'
export {
  type PartContent,
  type PartInit,
  type Parts,
  part,
  partsWriter,
  type SentPart,
} from './multipart/part-writer.js'

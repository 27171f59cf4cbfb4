// Owns the request body of Swagger 2.0: a body parameter, or a form made of its fields.

import type { MediaType, RequestBody } from '../../ir/operation.js'
import { at, atKey, type ObjectNode } from '../openapi/node.js'
import type { Reader } from '../openapi/reader.js'
import { bareSchema } from '../openapi/schema/bare-schema.js'
import type { BodyInput, FieldInput, Input } from './parameter.js'

/** The body of an operation; null when it takes none. `consumes` are its media types, empty when it says none. */
export const makeBody = (
  reader: Reader,
  operation: ObjectNode,
  inputs: readonly Input[],
  consumes: readonly string[],
): RequestBody | null => {
  const bodies = inputs.filter((input) => input.kind === 'body')
  const fields = inputs.filter((input) => input.kind === 'field')
  const [body] = bodies
  if (body === undefined)
    return fields.length === 0 ? null : formOf(reader, operation, fields, consumes)
  if (fields[0] !== undefined) {
    const message = 'a body parameter and form fields exclude each other'
    reader.report('NX2009', { message, at: at(fields[0].node) })
  }
  return bodyOf(body, consumes)
}

const bodyOf = (body: BodyInput, consumes: readonly string[]): RequestBody => {
  const types = consumes.length === 0 ? ['application/json'] : consumes
  const place = at(body.node)
  const content = types.map(
    (type): MediaType => ({
      type,
      schema: body.schema,
      examples: [],
      stream: false,
      events: [],
      encoding: [],
      at: place,
    }),
  )
  return { required: body.required, description: body.description, content, at: place }
}

const multipart = 'multipart/form-data'
const urlencoded = 'application/x-www-form-urlencoded'

const formOf = (
  reader: Reader,
  operation: ObjectNode,
  fields: readonly FieldInput[],
  consumes: readonly string[],
): RequestBody => {
  const hasFile = fields.some(({ isFile }) => isFile)
  const able = hasFile ? [multipart] : [multipart, urlencoded]
  const offered = consumes.filter((type) => able.includes(type))
  const types = offered.length > 0 ? offered : [hasFile ? multipart : urlencoded]
  const id = `${operation.file}#${operation.pointer}/requestBody`
  const required = fields.filter((field) => field.required).map(({ name }) => name)
  reader.madeSchemas.set(id, {
    ...bareSchema(id, atKey(operation)),
    types: ['object'],
    properties: fields.map(({ name, schema }) => ({
      name,
      schema,
      required: required.includes(name),
    })),
    required,
  })
  const place = atKey(operation)
  const encoding = fields.map(({ name, separators }) => {
    return { name, contentType: null, separators, style: null, headers: null }
  })
  const content = types.map(
    (type): MediaType => ({
      type,
      schema: id,
      examples: [],
      stream: false,
      events: [],
      encoding: encoding.filter(({ separators }) => separators.length > 0),
      at: place,
    }),
  )
  return { required: required.length > 0, description: null, content, at: place }
}

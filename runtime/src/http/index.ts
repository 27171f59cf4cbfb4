// Owns the public entry `@nexusrt/runtime/http`: answers, cookies and URIs by hand.

export {
  type InputOf,
  type PathNames,
  type RouteContext,
  type RouteInput,
  type RouteOptions,
  route,
} from '../app/route.js'
export { type Attribute, Attributes, attribute } from './attributes.js'
export {
  type ConditionalRequest,
  checkPreconditions,
  evaluate,
  notModified,
  type Preconditions,
  preconditionFailed,
  rangeApplies,
  type Validators,
} from './conditional.js'
export { type CookieSigner, cookieSigner, parseCookies } from './cookies.js'
export { type ExtractionContext, extract } from './extract/by-hand.js'
export {
  Extractor,
  fromAttribute,
  fromBytes,
  fromCookie,
  fromForm,
  fromHeader,
  fromJson,
  fromMatrix,
  fromModel,
  fromPath,
  fromQuery,
  fromState,
  fromText,
  type ModelFields,
  type ModelOf,
  type OptionalValue,
  optional,
} from './extract/extractor.js'
export type {
  Schema,
  StandardIssue,
  StandardResult,
  StandardSchema,
  Validator,
} from './extract/schema.js'
export {
  flag,
  integer,
  type ListBounds,
  list,
  type NumberBounds,
  number,
  oneOf,
  type TextBounds,
  text,
  type Value,
} from './extract/values.js'
export { attachment, type FileOptions, file } from './file.js'
export { FileBody } from './file-body.js'
export { httpDate, parseHttpDate } from './http-date.js'
export { HttpProblem } from './http-problem.js'
export { type RedirectStatus, redirect, redirectWithin } from './location.js'
export type { ParameterStyle, ParameterStyles } from './operation-uri.js'
export { problemReply } from './problem.js'
export { type ReplyBuilder, respond } from './replies.js'
export { Reply, type ReplyBody, type ReplyHeaders, type ReplyText } from './reply.js'
export { RequestOver } from './request-over.js'
export { type CookieAttributes, clearCookie, cookieBytesMax, setCookie } from './set-cookie.js'
export {
  encodeComponent,
  formatUri,
  parseUri,
  type QueryValues,
  resolveUri,
  type UriBuilder,
  type UriParts,
  type UriValue,
  uri,
} from './uri.js'
export {
  type TemplateNames,
  type TemplateValue,
  type UriTemplate,
  uriTemplate,
} from './uri-template.js'

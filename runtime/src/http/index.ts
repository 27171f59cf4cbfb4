// Owns the public entry `@nexusrt/runtime/http`: answers, cookies and URIs by hand.

export { type Attribute, Attributes, attribute } from './attributes.js'
export { type CookieSigner, cookieSigner, parseCookies } from './cookies.js'
export { HttpProblem } from './http-problem.js'
export { type RedirectStatus, redirect, redirectWithin } from './location.js'
export type { ParameterStyle, ParameterStyles } from './operation-uri.js'
export { problemReply } from './problem.js'
export { type ReplyBuilder, respond } from './replies.js'
export { Reply, type ReplyBody, type ReplyHeaders } from './reply.js'
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

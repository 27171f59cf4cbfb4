// Owns codes NX21xx and NX22xx: rules that need more than one object of the document.

import type { CodeInfo } from '../code-info.js'

export const checkCodes = {
  NX2101: {
    severity: 'error',
    title: 'path parameter is not declared',
    meaning: 'The path template has a name for which no `in: path` parameter exists.',
    help: 'declare it under `parameters` of the operation or of the path',
  },
  NX2102: {
    severity: 'error',
    title: 'path parameter is not in the template',
    meaning: 'An `in: path` parameter has no `{name}` in the path, so it could never have a value.',
    help: 'add `{name}` to the path, or remove the parameter',
  },
  NX2103: {
    severity: 'error',
    title: 'path parameter is not required',
    meaning:
      'A path parameter is always present, and OpenAPI demands `required: true` (3.1, 4.8.12).',
    help: 'add `required: true`',
  },
  NX2104: {
    severity: 'warning',
    title: 'two operations answer the same route',
    meaning:
      'Path templates that differ only in parameter names are identical (OpenAPI 3.1, 4.8.8), and a fragment is no part of a request. The first operation is served, the others are left out; in the ledger they are ignored, so `--strict` refuses them.',
    help: 'merge them, change one path, or choose one with `include`',
  },
  NX2105: {
    severity: 'error',
    title: 'operationId is not unique',
    meaning: 'Two operations carry the same `operationId`; code is named after it.',
    help: 'give each operation an id of its own',
  },
  NX2106: {
    severity: 'warning',
    title: 'security scheme is not declared',
    meaning:
      '`security` names a scheme that `components.securitySchemes` does not have. Nobody can pass it, so the operation answers 401 to all who offer nothing else.',
    help: 'declare it under `components.securitySchemes`',
  },
  NX2107: {
    severity: 'warning',
    title: 'discriminator property is not required',
    meaning:
      'The branches of a discriminated union have to define and require the discriminating property.',
    help: 'add the property to `properties` and `required` of the branch',
  },
  NX2108: {
    severity: 'warning',
    title: 'bounds that nothing satisfies',
    meaning:
      'The lower bound of a schema is above its upper bound, so no value is valid and every request that has to satisfy it is refused with 400. `nexus generate --strict` refuses such a schema.',
    help: 'correct one of the bounds',
  },
  NX2109: {
    severity: 'warning',
    title: 'operation declares no responses',
    meaning:
      'OpenAPI 3.1 lets an operation go without `responses`, but its handler then has no typed answer; an empty object is against both versions.',
    help: 'add the response of the successful call',
  },
  NX2110: {
    severity: 'warning',
    title: 'request body on a method without one',
    meaning: 'The meaning of a body on GET, HEAD, DELETE or TRACE is not defined (RFC 9110, 9.3).',
    help: 'use POST, or move the input to query parameters',
  },
  NX2111: {
    severity: 'error',
    title: 'invalid regular expression',
    meaning: '`pattern` is a regular expression of ECMA-262 in Unicode mode.',
    help: 'correct the pattern; inline flags such as `(?i)`, possessive quantifiers and `\\A`, `\\Z` are not ECMA-262',
  },
  NX2112: {
    severity: 'warning',
    title: 'regular expression prone to backtracking',
    meaning:
      'Repetitions that can share a text in many ways take exponential time, or a high power of its length, by backtracking. The server matches such a pattern by a linear engine: clients cannot stop it, but other tools that read the document may run it as it is.',
    help: 'rewrite the pattern so that each character decides what comes next, and bound the length with `maxLength`',
  },
  NX2240: {
    severity: 'warning',
    title: 'regular expression of another dialect',
    meaning:
      '`pattern` is a regular expression of ECMA-262. This one compiles, and means something else than in the dialect that it was written for: `\\A`, `\\Z`, `\\z` and `\\h` are letters, `[[:alpha:]]` is a class of its own characters and a bracket behind it, delimiters as in `/^a$/i` are text. The server goes by the letter.',
    help: 'write it as ECMA-262 has it: `^` and `$` for `\\A` and `\\z`, `[A-Za-z]` for `[[:alpha:]]`, no delimiters',
  },
  NX2260: {
    severity: 'warning',
    title: "declared error that the server's own is not",
    meaning:
      'What the server answers by itself (a request that does not match the contract, missing credentials, a failure) is a problem of RFC 9457 with `type`, `title`, `status` and `detail`; a 400 has `errors`, each with `in`, `pointer`, `code` and `message`. A schema that requires more is not kept by these answers, unless `problems` of createApp writes them.',
    help: 'take it out of `required`, or write all problems yourself with `problems` of createApp',
  },
  NX2113: {
    severity: 'warning',
    title: 'default does not match its schema',
    meaning: 'The default value would be refused by the schema that it belongs to.',
    help: 'correct the default, or the schema',
  },
  NX2114: {
    severity: 'warning',
    title: 'enum member can never match',
    meaning: 'A member of `enum` (or `const`) has another type than `type` allows.',
    help: 'quote or unquote the member, or widen `type`',
  },
  NX2115: {
    severity: 'warning',
    title: 'ambiguous path templates',
    meaning:
      'Two templates match the same requests and neither is more concrete than the other; the one whose literal segment comes first answers.',
    help: 'the template whose literal segment comes first answers such requests; change one path if that is not meant',
  },
  NX2116: {
    severity: 'error',
    title: 'parameter is declared twice',
    meaning: 'Name and place together identify a parameter; header names compare without case.',
    help: 'remove one of them',
  },
  NX2117: {
    severity: 'error',
    title: 'malformed path template',
    meaning: 'A path starts with `/`, and its braces come in pairs around names.',
    help: 'write it like `/pets/{petId}`',
  },
  NX2118: {
    severity: 'error',
    title: 'schema contains itself without end',
    meaning:
      'A schema that requires itself through `allOf`, `anyOf`, `oneOf`, `not` or `$ref` alone has no meaning.',
    help: 'let the recursion pass through a property or an array item',
  },
  NX2119: {
    severity: 'warning',
    title: '`nullable` has no effect on this enum',
    meaning:
      'With `enum`, null is valid only when it is a member (OpenAPI 3.0.3, clarification of nullable).',
    help: 'add `null` to the enum',
  },
  NX2120: {
    severity: 'warning',
    title: 'parameter is ignored',
    meaning:
      'Header parameters named Accept, Content-Type or Authorization are ignored (OpenAPI 3.1, 4.8.12), and Connection, which is about the connection and not about the operation (RFC 9110, 7.6.1).',
    help: 'describe media types under `content` and credentials under `security`',
  },
  NX2121: {
    severity: 'warning',
    title: 'schema that nothing satisfies',
    meaning:
      'The schema allows no value at all: an empty `enum`, values that its other keywords refuse, bounds without an integer between them, `allOf` of different types. Every request that has to satisfy it is refused with 400.',
    help: 'correct the keyword that excludes everything; `nexus generate --strict` refuses such a schema',
  },
  NX2122: {
    severity: 'warning',
    title: 'tag is not declared',
    meaning: 'An operation uses a tag that looks like a misspelt declared one.',
    help: 'correct the tag',
  },
  NX2130: {
    severity: 'warning',
    title: 'object or array schema without a type',
    meaning:
      'A schema has `properties`, `items` or the like and no `type`. These keywords ask nothing of a value of another type (JSON Schema 2020-12, 7.6.1), so text or a number is valid as well, while the TypeScript type describes the object.',
    help: 'add `type: object` or `type: array`, or take `impliedTypes: false` out of nexus.config.ts',
  },
  NX2198: {
    severity: 'warning',
    title: 'readOnly or writeOnly hides nothing here',
    meaning:
      'A member is kept from handlers (`readOnly`) or out of answers (`writeOnly`) where its own schema says so, or what applies to it in any case: one of `allOf`, every branch of `anyOf` or `oneOf` apart from `null`, `then` and `else` both. Some branches alone, items, and members that only `patternProperties`, `additionalProperties` or `unevaluatedProperties` describe are not hidden, and neither is a whole body or parameter.',
    help: 'give the member its own entry in `properties` and mark it there, or check it in your handler',
  },
  NX2131: {
    severity: 'warning',
    title: 'discriminator without a union',
    meaning:
      'The schema has a `discriminator` and neither `oneOf` nor `anyOf`, no component has it in its `allOf`, and its mapping names none: there is nothing to choose from.',
    help: 'let schemas inherit from it by `allOf`, name them in a `oneOf`, or take the discriminator out',
  },
  NX2132: {
    severity: 'error',
    title: 'too many schemas apply in place',
    meaning:
      'A chain of `$ref`, `allOf`, `anyOf`, `oneOf`, `not` or `if` is longer than 256 schemas (`inPlaceDepthMax`). Validators follow such a chain for every value.',
    help: 'refer to the schemas of the chain from one `allOf`, or shorten it',
  },
  NX2133: {
    severity: 'warning',
    title: 'required name that no property has',
    meaning:
      'A name in `required` is that of no property of the schema, and looks like a misspelt one: a property that is not required has nearly the same name, or the schema allows no others (`additionalProperties: false`).',
    help: 'correct the name, or declare the property',
  },
  NX2185: {
    severity: 'warning',
    title: 'not all paths were compared',
    meaning:
      'Path templates that match the same requests are told (NX2115). This document has so many that could that the search for them ended at a limit (`stepsMax`). The server is not affected: each request is answered as documented.',
    help: 'begin paths with a literal segment each',
  },
  NX2201: {
    severity: 'warning',
    title: 'keyword is not enforced yet',
    meaning: 'The keyword is understood but the generated server does not enforce it.',
    help: 'check it in your handler until it is enforced',
  },
  NX2220: {
    severity: 'warning',
    title: 'header of a part is ignored',
    meaning:
      'Among `encoding.headers` stands a header that frames the part (`Content-Disposition`, `Content-Transfer-Encoding`: RFC 7578, 4.2 and 4.7), which whoever sends the part writes and a second one would contradict; or one whose name another one has in another case. It is left out of what handlers and clients see as headers of the part.',
    help: 'take the header out; a part is named by its property, and its media type by `contentType`',
  },
  NX2221: {
    severity: 'warning',
    title: 'enumeration of an array',
    meaning:
      'A schema has `type: array` and an `enum` without a single array, by which nothing is valid (JSON Schema 2020-12 validation, 6.1.2). Documents that do so mean the items, and that is how it is read; with `schemas.impliedTypes: false` it stays as it stands, and every value is refused.',
    help: 'move `enum` below `items`',
  },
  NX2222: {
    severity: 'warning',
    title: 'name of a component',
    meaning:
      'Names of components are made of letters, digits, `.`, `-` and `_` (OpenAPI 3.1, 4.8.7). Another one, as older generators write them (`Page«Order»`), is compiled all the same: references find it, and types are named by its letters. Other tools may refuse the document.',
    help: 'rename the component, and what refers to it',
  },
  NX2203: {
    severity: 'warning',
    title: 'scope is not declared',
    meaning:
      '`security` asks for a scope that no flow of the scheme declares. Principals without it are refused with 403, and nobody may know that there is such a scope to ask for.',
    help: 'declare it under `scopes` of a flow of the scheme',
  },
  NX2202: {
    severity: 'warning',
    title: 'format is not enforced',
    meaning:
      'The format is not in the list of formats that generated validators check; it only documents.',
    help: 'add a `pattern` where the form of the value matters',
  },
} as const satisfies Record<string, CodeInfo>

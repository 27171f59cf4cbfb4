// Owns codes NX20xx: the structure of an OpenAPI document.

import type { CodeInfo } from '../code-info.js'

export const readCodes = {
  NX2001: {
    severity: 'error',
    title: 'not an OpenAPI document',
    meaning: 'The root of the file is not an object with an `openapi` version.',
    help: 'start the document with `openapi: 3.1.0`',
  },
  NX2003: {
    severity: 'error',
    title: 'unknown OpenAPI version',
    meaning: 'Swagger 2.0 and OpenAPI 3.0, 3.1 and 3.2 can be read.',
    help: 'write `openapi: 3.1.0`; 3.0, 3.2 and `swagger: 2.0` can be read too',
  },
  NX2005: {
    severity: 'error',
    title: 'wrong type',
    meaning: 'A value of the document has another JSON type than the specification asks for.',
    help: 'write a value of the named type',
  },
  NX2006: {
    severity: 'error',
    title: 'required key is missing',
    meaning: 'The specification requires a key that is not there.',
    help: 'add the key',
  },
  NX2007: {
    severity: 'error',
    title: 'unknown key',
    meaning:
      'A specification object has a key that it does not define. Extensions start with `x-`.',
    help: 'remove the key, or rename it to start with `x-`',
  },
  NX2008: {
    severity: 'error',
    title: 'value not allowed here',
    meaning: 'A key accepts only certain values.',
    help: 'use one of the allowed values',
  },
  NX2009: {
    severity: 'error',
    title: 'keys exclude each other',
    meaning: 'Two keys of one object must not be used together.',
    help: 'keep one of them',
  },
  NX2010: {
    severity: 'error',
    title: '`$ref` leads nowhere',
    meaning: 'The file exists, but nothing stands at the place that the reference names.',
    help: 'check the spelling; `/` in a key is written `~1` and `~` is written `~0` (RFC 6901)',
  },
  NX2011: {
    severity: 'error',
    title: '`$ref` leads back to itself',
    meaning: 'Following the reference never reaches a definition.',
    help: 'let one of the references name an actual definition',
  },
  NX2012: {
    severity: 'error',
    title: '`$ref` is not supported in this form',
    meaning:
      'References are file paths with JSON pointers; `$anchor` and `$id` targets are not followed yet.',
    help: 'refer by JSON pointer: `#/components/schemas/Pet`',
  },
  NX2013: {
    severity: 'warning',
    title: 'key has no effect in this OpenAPI version',
    meaning:
      'The key belongs to another version of OpenAPI than the document declares, so it means nothing here.',
    help: 'raise the version of the document, or write what this version has',
  },
  NX2014: {
    severity: 'warning',
    title: 'keys beside `$ref` have no effect',
    meaning: 'In OpenAPI 3.0 everything beside `$ref` is ignored (3.0.3, Reference Object).',
    help: 'wrap the reference: `allOf: [{ $ref: ... }]`, or move to OpenAPI 3.1',
  },
  NX2015: {
    severity: 'warning',
    title: 'unknown keyword in a schema',
    meaning:
      'JSON Schema lets unknown keywords pass as annotations; this one is close to a known one or not known at all, and nothing enforces it.',
    help: 'correct the spelling, or rename it to start with `x-`',
  },
  NX2016: {
    severity: 'error',
    title: 'too many errors',
    meaning:
      'Reading stopped reporting after a number of errors, so that the first ones stay visible.',
    help: 'correct the errors above first',
  },
  NX2017: {
    severity: 'warning',
    title: 'not a media type',
    meaning:
      'A key of `content` is no media type, so no message could ever carry it; the entry is left out.',
    help: 'write it like `application/json` or `text/*` (RFC 9110, 8.3.1)',
  },
  NX2018: {
    severity: 'warning',
    title: 'path parameter renamed',
    meaning:
      'The one path parameter of an operation is called otherwise in the path template; it is read under the name of the template.',
    help: 'use one name in both places',
  },
  NX2019: {
    severity: 'warning',
    title: 'bound written as in another OpenAPI version',
    meaning:
      '`exclusiveMinimum` and `exclusiveMaximum` are flags beside `minimum` and `maximum` in 3.0, and numbers in 3.1; what is written is read by its type.',
    help: 'write a flag in OpenAPI 3.0 and a number in 3.1',
  },
  NX2020: {
    severity: 'error',
    title: 'nothing is selected',
    meaning: 'A filter names a tag, path or operationId that no operation has.',
    help: 'correct the spelling; `nexus generate --print ir` without filters lists all operations',
  },
  NX2021: {
    severity: 'warning',
    title: 'list of types before OpenAPI 3.1',
    meaning:
      'Swagger 2.0 and OpenAPI 3.0 have one string as `type`. A list is read as OpenAPI 3.1 reads it: any of these types, `null` too.',
    help: 'write `nullable: true` for "or null" (`x-nullable` in Swagger 2.0), `oneOf` for several types, or move to OpenAPI 3.1',
  },
  NX2050: {
    severity: 'warning',
    title: 'path with a query or a fragment',
    meaning:
      'The path of a request has neither (RFC 9110, 7.1); the operations are served on what stands before it, whatever the query of the request is.',
    help: 'declare query parameters, and give each operation a path of its own',
  },
  NX2051: {
    severity: 'warning',
    title: 'path parameter used twice',
    meaning:
      'A path template has one name twice. The second one is a parameter of its own, with the declaration of the first and a number at its name.',
    help: 'give each parameter of a path a name of its own',
  },
  NX2052: {
    severity: 'error',
    title: 'anchor is ambiguous',
    meaning:
      'Two schemas of one resource (a file, or a schema with an `$id`) have the same `$anchor` or `$dynamicAnchor`, and a reference names it.',
    help: 'rename one of the anchors, or give the schema around it an `$id`',
  },
  NX2053: {
    severity: 'warning',
    title: 'pointer out of a schema with an `$id`',
    meaning:
      'A JSON pointer in a schema with an `$id` starts at that schema (JSON Schema 2020-12, 8.2.1). Nothing is there, but there is at that place of the file, so it is followed.',
    help: 'remove the `$id`, or name the document: `api.yaml#/components/schemas/Pet`',
  },
  NX2054: {
    severity: 'warning',
    title: 'path parameter that stands in a query',
    meaning:
      'A path has a query with `{name}` in it, and `name` is declared `in: path`. A path has no query, so the parameter is read from the query of requests.',
    help: 'declare it `in: query`, and take the query out of the path',
  },
  NX2055: {
    severity: 'warning',
    title: 'discriminator leads nowhere',
    meaning:
      'A value in the `mapping` of a discriminator names no schema that could be read. The discriminator is left out: values are held against every branch of the union, which decides as well, only slower and with less to say about what is wrong.',
    help: 'correct the name or the reference, or take the entry out',
  },
  NX2056: {
    severity: 'warning',
    title: 'examples that are no list',
    meaning:
      '`examples` of a schema is a list of values (JSON Schema 2020-12 validation, 9.5); the map of named examples belongs to parameters and media types. It describes only, and is left out.',
    help: 'write a list of values',
  },
  NX2057: {
    severity: 'warning',
    title: 'media types that differ in parameters alone',
    meaning:
      'Two entries of a `content` have one media type with other parameters (`version=1`, `version=2`). Bodies are told apart by type and subtype, so the schema of the first one holds for both.',
    help: 'give each version a media type of its own, or one schema with `oneOf`',
  },
} as const satisfies Record<string, CodeInfo>

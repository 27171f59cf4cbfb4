// Owns codes NX4xxx: names, files and routes of the plan.

import type { CodeInfo } from '../code-info.js'

export const planCodes = {
  NX4001: {
    severity: 'warning',
    title: 'body is not taken apart',
    meaning:
      'JSON and form bodies are read and checked; others reach the handler as text or bytes.',
    help: 'check the body in your handler, or offer `application/json` as well',
  },
  NX4003: {
    severity: 'warning',
    title: 'default is not applied',
    meaning: 'The default of a parameter does not satisfy its own schema.',
    help: 'correct the default, or the schema',
  },
  NX4051: {
    severity: 'warning',
    title: 'default of a member is not applied',
    meaning:
      'The default satisfies what its schema says itself (else NX2113), but not the schemas of its members, items or parts.',
    help: 'correct the default, or the schemas that it holds',
  },
  NX4050: {
    severity: 'error',
    title: 'too many merged shapes',
    meaning:
      'Answers are written by what `allOf`, `anyOf` and `oneOf` declare together. Here members of members merge into more than 512 different shapes (`mergedShapesMax`): circles of different lengths do so.',
    help: 'compose fewer schemas whose members refer to each other in circles',
  },
  NX4052: {
    severity: 'error',
    title: 'exact number cannot be told apart',
    meaning:
      'With `schemas.int64` or `schemas.decimal` set to `string` handlers see the digits of a number as text. Where text is allowed as well, or a number of another format, nobody could tell which was meant.',
    help: "give the number a member of its own; an int64 may be a bigint (`schemas.int64: 'bigint'`), which no text is",
  },
  NX4170: {
    severity: 'warning',
    title: 'text of digits is written as a number',
    meaning:
      'With `schemas.int64` or `schemas.decimal` set to `string` handlers see the digits of a number as text. Here schemas that apply in turn (`then` and `else`, branches of `anyOf` or `oneOf` that no property tells apart, `dependentSchemas`) describe one member as such a number and as text. An answer does not say which of them applies: a text in the notation of JSON numbers is written as a number, any other as a string.',
    help: 'let `const` or `enum` of a required property tell the branches apart, give the text an `enum`, or give it a member of its own',
  },
  NX4053: {
    severity: 'error',
    title: 'exact number is a whole message',
    meaning:
      'Lines of JSON and messages of WebSockets are handed over as they were parsed; an exact number can be a member or an item of one, not all of it.',
    help: 'put the number into an object',
  },
  NX4054: {
    severity: 'error',
    title: 'too many checks of one value',
    meaning:
      'Unions whose branches share schemas lie below each other, so that one value would be checked more than 10,000 times (`repeatedChecksMax`). Validators remember what they said of a value, but not what they evaluated, which `unevaluatedProperties` or `unevaluatedItems` above them asks for.',
    help: 'use `additionalProperties: false` in the branches in place of `unevaluatedProperties`, or give the union a discriminator',
  },
  NX4005: {
    severity: 'warning',
    title: 'handler lies elsewhere than in the folder of its tag',
    meaning:
      "A handler that was put into another folder than that of its operation's tag is used where it lies.",
    help: 'move the file to the folder of the tag, then generate again',
  },
  NX4006: {
    severity: 'warning',
    title: 'two operations want one name',
    meaning:
      'Names of operations are made from `operationId`, or from method and path; these make the same one, so a hash is added. An operation that was called so at the last generation (nexus.lock) keeps it, else the one whose `operationId` is the name itself.',
    help: 'give the operations ids that differ in more than punctuation and case',
  },
  NX4070: {
    severity: 'warning',
    title: 'runtime expression leads nowhere',
    meaning:
      'A runtime expression names a part of the request that its operation does not declare, so that it never has a value.',
    help: 'declare what it names, or correct the name',
  },
  NX4071: {
    severity: 'warning',
    title: 'parameter is not sent',
    meaning:
      'The address of a webhook or callback is the receiver’s, so that it has no path parameters; cookies and whole queries are not sent either.',
    help: 'use a header or a query parameter',
  },
  NX4072: {
    severity: 'warning',
    title: 'link leads nowhere',
    meaning:
      'A link names an operation that this document does not have; no function is made for it.',
    help: 'name an `operationId` of the document, or `#/paths/...` in `operationRef`',
  },
  NX4073: {
    severity: 'warning',
    title: 'parameter of a link is not written',
    meaning:
      'A link gives a parameter that its operation does not declare, or one that stands in a header or cookie and so in no address.',
    help: 'name a path or query parameter of the operation',
  },
  NX4182: {
    severity: 'warning',
    title: 'link without a path parameter',
    meaning:
      'A link gives no value for a path parameter of the operation that it leads to, so it leads to no address; no function is made for it.',
    help: 'give the parameter a value in `parameters` of the link, as `$response.body#/id`',
  },
  NX4183: {
    severity: 'warning',
    title: 'two links of one name',
    meaning:
      'Answers of one operation have links of the same name that lead elsewhere. Functions of links are members of one object, so one is made for the first of them.',
    help: 'give them different names',
  },
  NX4074: {
    severity: 'warning',
    title: 'example is refused by its schema',
    meaning:
      'Examples of JSON bodies are held against their schemas, those of requests as requests and those of answers as answers. One that is refused is never sent by `nexus mock`, which makes up a value instead.',
    help: 'mend the example, or the schema',
  },
  NX4180: {
    severity: 'warning',
    title: 'cookies that cannot be told apart',
    meaning:
      'Members of an exploded object are cookies of their own (`explode: true`, the default of the styles `form` and `cookie`). One that has the name of another parameter, or of the key of a security scheme, is read as both; an object that declares additional members takes every cookie that has no other meaning, those of strangers included.',
    help: 'give the members other names and say `additionalProperties: false`, or send the object as one cookie with `explode: false`',
  },
  NX4181: {
    severity: 'error',
    title: 'too many patterns of names meet',
    meaning:
      'Where schemas with `patternProperties` are composed, every pattern is held against every member and every other pattern: what is generated grows with their product. In one document they may meet 200,000 times (`patternMeetingsMax`), two patterns that a name may both match counted four times.',
    help: 'use fewer patterns, begin them with different texts (`^a-`, `^b-`), or let a discriminator tell the branches apart',
  },
  NX4090: {
    severity: 'warning',
    title: 'style of a part is not applied',
    meaning:
      'Lists of texts in a multipart form are read as `encoding` says; parts that are objects are JSON, as they are without it.',
    help: 'send the part as `application/json`, or offer `application/x-www-form-urlencoded`, whose fields have styles',
  },
} as const satisfies Record<string, CodeInfo>

// Owns the list of what generated code may import from the runtime, by entry. A test compares it with
// the runtime's exports; nothing else ties the compiler to the runtime.

import { checkedFormats } from '../../ir/formats.js'
import { contractSymbols } from '../../ir/plan/contract-symbols.js'

type FormatCheck = (typeof checkedFormats)[keyof typeof checkedFormats]

const formatChecks = Object.values(checkedFormats) as readonly FormatCheck[]

export const runtimeSymbols = {
  '@nexusrt/runtime': {
    values: ['checkAnswers', 'defineApp', 'eventChecks', 'link', 'operation'],
    types: [
      'App',
      'AppExtensions',
      'BoundHandler',
      'Context',
      'Decimal',
      'Int64',
      'NexusConfig',
      'PrincipalOf',
      'ResolvedConfig',
      'SecurityHooks',
      'SecuritySchemes',
      'Uint64',
    ],
  },
  '@nexusrt/runtime/validate': {
    values: [
      ...formatChecks,
      'Evaluated',
      'codePoints',
      'coerce',
      'coerceFields',
      'coerceList',
      'coerceStyled',
      'cookieFields',
      'compareNumbers',
      'cookieItems',
      'cookieMembers',
      'cookieValues',
      'countKeys',
      'decimalText',
      'deepObject',
      'digitSet',
      'exactMember',
      'exactRoot',
      'explodedFields',
      'delimitedHeader',
      'explodedHeader',
      'headerFields',
      'headerItems',
      'integerMessage',
      'integerText',
      'isExactInteger',
      'isInteger',
      'isIntegerInDigits',
      'isMultipleOf',
      'isNumber',
      'isNumberInDigits',
      'isObject',
      'isReal',
      'isSafeInteger',
      'isStyled',
      'isUnique',
      'isUniqueInDigits',
      'jsonEqual',
      'jsonHeader',
      'jsonText',
      'listedCookieFields',
      'listedQueryFields',
      'matchesName',
      'numberMessage',
      'own',
      'pathPart',
      'pathSegment',
      'simpleHeader',
      'styledForm',
      'toBigint',
      'wholeQuery',
      'writableObject',
      'writeAny',
      'writeArray',
      'writeBoolean',
      'writeDigits',
      'writeDigitsOrText',
      'writeMap',
      'writeNothing',
      'writeNumber',
      'writeScalar',
      'writeString',
    ],
    types: ['Evaluated', 'Hint', 'Issues'],
  },
  '@nexusrt/runtime/patterns': {
    values: ['linearPattern', 'timedPattern'],
    types: [],
  },
  '@nexusrt/runtime/http': { values: [], types: ['ReplyBody', 'ReplyText'] },
  '@nexusrt/runtime/body': {
    values: [
      'byteStream',
      'jsonLines',
      'jsonLinesWriter',
      'jsonSequence',
      'jsonSequenceWriter',
      'multipart',
    ],
    types: [
      'ByteStream',
      'JsonLines',
      'Lines',
      'Multipart',
      'MultipartSpec',
      'PartHeadersSpec',
      'UploadedFile',
    ],
  },
  '@nexusrt/runtime/realtime': {
    values: ['eventStream', 'namedEvents', 'webSocketOperation'],
    types: ['EventStream', 'Events', 'NamedEvent', 'RawMessage', 'ServerEvent'],
  },
  '@nexusrt/runtime/webhooks': {
    values: ['callback', 'webhook'],
    types: ['AnswerOf'],
  },
  '@nexusrt/runtime/web3': contractSymbols,
  '@nexusrt/runtime/testing': { values: ['startApp'], types: ['TestServer'] },
} as const

export type RuntimeEntry = keyof typeof runtimeSymbols
export type RuntimeValue<E extends RuntimeEntry> = (typeof runtimeSymbols)[E]['values'][number]
export type RuntimeType<E extends RuntimeEntry> = (typeof runtimeSymbols)[E]['types'][number]

// Owns the public entry `@nexusrt/runtime/validate`: what generated validators, readers and writers call.

export { coerce, coerceFields, coerceList, type Hint } from './coerce.js'
export {
  isByte,
  isDate,
  isDateTime,
  isDuration,
  isEmail,
  isHostname,
  isInt32,
  isIpv4,
  isIpv6,
  isJsonPointer,
  isRegex,
  isTime,
  isUri,
  isUriReference,
  isUuid,
  stringFormats,
} from './formats.js'
export { type Issue, type IssuePlace, Issues, issuesMax, recursionMax } from './issues.js'
export { coerceStyled, deepObjectFields, explodedFields, listedFields } from './parameters.js'
export {
  codePoints,
  countKeys,
  isMultipleOf,
  isObject,
  isUnique,
  jsonEqual,
  own,
} from './values.js'
export {
  WriteError,
  writableObject,
  writeAny,
  writeArray,
  writeBoolean,
  writeMap,
  writeNothing,
  writeNumber,
  writeString,
} from './write.js'

// Owns the public entry `@nexusrt/runtime/validate`: what generated validators, readers and writers call.

export { coerce, coerceFields, coerceList, coerceTuple, type Hint } from './coerce.js'
export { deepObject } from './deep-object.js'
export { digitSet, isIntegerInDigits, isNumberInDigits, isUniqueInDigits } from './digits.js'
export { Evaluated } from './evaluated.js'
export {
  compareNumbers,
  decimalText,
  exactMember,
  exactRoot,
  integerMessage,
  integerText,
  isExactInteger,
  isReal,
  toBigint,
} from './exact.js'
export { type FieldStyle, styledForm } from './form-styles.js'
export {
  isByte,
  isDate,
  isDateTime,
  isDuration,
  isEmail,
  isHostname,
  isIpv4,
  isIpv6,
  isJsonPointer,
  isRegex,
  isTime,
  isUri,
  isUriReference,
  isUuid,
} from './formats.js'
export {
  delimitedHeader,
  explodedHeader,
  headerFields,
  headerItems,
  jsonHeader,
  listedCookieFields,
  simpleHeader,
} from './header-values.js'
export { type Issue, type IssuePlace, Issues, issuesMax, recursionMax } from './issues.js'
export { matchesName } from './matches-name.js'
export { isDecimal } from './numbers.js'
export {
  explodedFields,
  listedQueryFields,
} from './parameters.js'
export { coerceStyled, isStyled, pathPart, pathSegment } from './path-styles.js'
export {
  codePoints,
  countKeys,
  isInteger,
  isMultipleOf,
  isNumber,
  isObject,
  isSafeInteger,
  isUnique,
  jsonEqual,
  numberMessage,
  own,
} from './values.js'
export {
  cookieFields,
  cookieItems,
  cookieMembers,
  cookieValues,
  formCookieFields,
  formCookieItems,
  wholeQuery,
} from './whole-texts.js'
export {
  isTrue,
  jsonText,
  WriteError,
  writableObject,
  writeAny,
  writeArray,
  writeBoolean,
  writeDigits,
  writeDigitsOrText,
  writeMap,
  writeNothing,
  writeNumber,
  writeScalar,
  writeString,
  writeTuple,
} from './write.js'

// Owns values, names and words that hostile documents are made of.

/** Around levels of nesting that are read, and far beyond them. */
export const depths = [3, 40, 198, 199, 200, 201, 202, 1_000, 5_000]

export const numbers = [
  '1e400',
  '-1e400',
  '1e-400',
  '-0',
  '-0.0',
  '1E+308',
  '9007199254740993',
  '0.1e1000000000',
  `1${'0'.repeat(400)}`,
  `0.${'1'.repeat(2_000)}`,
  '18446744073709551616',
]

export const oddNames = [
  '__proto__',
  'constructor',
  'prototype',
  'hasOwnProperty',
  'toString',
  'then',
  'toJSON',
  'length',
  '',
  ' ',
  '\u0000',
  '\ud800',
  '\u2028',
  '\ufeff',
  '\u202e',
  '𝒂',
  'ﬀ',
  'ß',
  'İ',
  'e\u0301',
  '0',
  '-1',
  '1e3',
  '$ref',
  '~',
  '/',
  '%',
  '%00',
  'a'.repeat(5_000),
]

/** Keywords of schemas, of every version. */
export const schemaKeywords = `
  type enum export const multipleOf maximum exclusiveMaximum minimum exclusiveMinimum maxLength minLength
  pattern maxItems minItems uniqueItems maxContains minContains maxProperties minProperties required
  dependentRequired allOf anyOf oneOf not if then else dependentSchemas prefixItems items contains
  properties patternProperties additionalProperties propertyNames unevaluatedItems
  unevaluatedProperties format contentEncoding contentMediaType contentSchema default examples example
  readOnly writeOnly deprecated nullable discriminator xml externalDocs $id $anchor $dynamicAnchor
  $dynamicRef $defs $schema $comment $vocabulary
`
  .trim()
  .split(/\s+/)

export const wrongValues = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e308,
  '',
  'a',
  '[',
  '#',
  [],
  {},
  [[]],
  [{}],
  [null],
  { a: null },
  { a: { a: {} } },
  ['a', 'a'],
  [1, 'a', null],
  { $ref: '#' },
  { $ref: 1 },
  { __proto__: null, constructor: {} },
]

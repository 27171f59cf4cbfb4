// Owns the limits of reading one OpenAPI document: what is too much of something that each file may hold.

export interface ReadLimits {
  /** Errors told before reading falls silent. */
  readonly errorsMax: number
  /** References followed from one place. */
  readonly refChainMax: number
  /** Sets of targets that `$dynamicRef` may have. */
  readonly dynamicScopesMax: number
  /** Schemas that are read once more because `$dynamicRef` means something else there. */
  readonly dynamicSchemasMax: number
  /** Distinct schemas. */
  readonly schemasMax: number
  /** Schemas in one `oneOf`, `anyOf` or `allOf`: a value is held against each. */
  readonly alternativesMax: number
  /** Properties of one schema. */
  readonly propertiesMax: number
  /** Expressions in one `patternProperties`: each name of a member is held against each. */
  readonly patternsMax: number
  /** Parameters of one operation, or of one path. */
  readonly parametersMax: number
  /**
   * Objects, and parameters, tags and security requirements of operations, each counted as often as a reference leads to
   * it: a thousand paths that are one path item are read, and written, a thousand times.
   */
  readonly objectsMax: number
  /** Such objects beside four for each that the document has: few kilobytes that repeat themselves are no large document. */
  readonly repeatedObjectsMax: number
}

export const defaultReadLimits: ReadLimits = {
  errorsMax: 100,
  refChainMax: 64,
  dynamicScopesMax: 256,
  dynamicSchemasMax: 20_000,
  schemasMax: 200_000,
  alternativesMax: 2_000,
  propertiesMax: 5_000,
  patternsMax: 1_000,
  parametersMax: 1_000,
  objectsMax: 500_000,
  repeatedObjectsMax: 10_000,
}

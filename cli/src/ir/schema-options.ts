// Owns what a project may choose about schemas, and what holds when it says nothing.

/** When answers are checked against their schemas. */
export type AnswerChecks = 'never' | 'development' | 'always'

/** What handlers see instead of `format: int64` and `uint64`. */
export type Int64Form = 'number' | 'bigint' | 'string'

/** What handlers see instead of a number of `format: decimal`. */
export type DecimalForm = 'number' | 'string'

export interface SchemaOptions {
  /** Whether `properties` or `items` without `type` mean `type: object` or `type: array`: what handlers' types say. */
  readonly impliedTypes: boolean
  readonly checkAnswers: AnswerChecks
  /** `number` refuses what a double cannot hold; the others keep all digits. */
  readonly int64: Int64Form
  readonly decimal: DecimalForm
}

export const schemaDefaults: SchemaOptions = {
  impliedTypes: true,
  checkAnswers: 'development',
  int64: 'number',
  decimal: 'number',
}

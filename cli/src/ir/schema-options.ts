// Owns what a project may choose about schemas, and what holds when it says nothing.

/** When answers are checked against their schemas. */
export type AnswerChecks = 'never' | 'development' | 'always'

export interface SchemaOptions {
  /** Whether `properties` or `items` without `type` mean `type: object` or `type: array`: what handlers' types say. */
  readonly impliedTypes: boolean
  readonly checkAnswers: AnswerChecks
}

export const schemaDefaults: SchemaOptions = {
  impliedTypes: true,
  checkAnswers: 'development',
}

// Owns the plan of a validator: what a value has to satisfy, as a tree that printing walks.

import type { CheckedFormat } from '../formats.js'
import type { PatternVerdict } from '../patterns/judge.js'
import type { JsonType, JsonValue, SchemaId } from '../schema.js'

/** A value of the document as generated code has it: exact integers may be bigint. */
export type CodeValue =
  | JsonValue
  | bigint
  | readonly CodeValue[]
  | { readonly [name: string]: CodeValue }

/** What a value has to satisfy. Absent parts ask nothing. */
export type CheckPlan =
  | { readonly kind: 'any' }
  | { readonly kind: 'never' }
  | CheckCallPlan
  | ValueCheck

/** Another unit's validator. */
export interface CheckCallPlan {
  readonly kind: 'call'
  readonly unit: SchemaId
  readonly mode: CheckMode
  /** A number has to be read with the digits that a double loses. */
  readonly hasDigits?: true
  /** What handlers see instead of the number; absent: the value itself. */
  readonly becomes?: BecomesPlan
}

/** Forms of a number that a double may not hold. */
export type BecomesPlan = 'bigint' | 'integerText' | 'decimalText'

/** A number, or its digits where a double does not hold it. */
export type ExactBound = number | string

/** `noted`: an `unevaluated...` around it has to know which members and items are evaluated. */
export type CheckMode = 'alone' | 'noted'

export interface ValueCheck {
  readonly kind: 'value'
  /** Allowed JSON types; null allows all. */
  readonly types: readonly JsonType[] | null
  /**
   * Numbers come with all their digits, as bigint where a double would lose some. Absent: as doubles. `digits`: a double
   * for all that is known here, but another schema of the place asks for the digits of decimals.
   */
  readonly exact?: 'integer' | 'real' | 'digits'
  readonly hasDigits?: true
  readonly becomes?: BecomesPlan
  readonly enum: readonly CodeValue[] | null
  /** All digits of all numbers in the value count where it is compared; its enumeration as JSON that has them. */
  readonly inDigits?: { readonly members: string | null }
  readonly string: StringCheck | null
  readonly number: NumberCheck | null
  readonly array: ArrayCheck | null
  readonly object: ObjectCheck | null
  readonly allOf: readonly CheckPlan[]
  readonly anyOf: readonly CheckPlan[]
  readonly oneOf: readonly CheckPlan[]
  readonly choice: ChoicePlan | null
  readonly not: CheckPlan | null
  readonly condition: ConditionPlan | null
  /**
   * What members and items that no other keyword evaluated have to satisfy. Everything that applies to the value
   * in place notes what it evaluates then.
   */
  readonly unevaluated: UnevaluatedPlan | null
}

export interface PatternPlan {
  readonly source: string
  readonly flags: 'u' | ''
  readonly runs: PatternVerdict['runs']
}

export interface StringCheck {
  readonly lengthMin: number | null
  readonly lengthMax: number | null
  readonly pattern: PatternPlan | null
  readonly format: CheckedFormat | null
}

export interface NumberCheck {
  readonly minimum: ExactBound | null
  readonly maximum: ExactBound | null
  readonly exclusiveMinimum: ExactBound | null
  readonly exclusiveMaximum: ExactBound | null
  readonly multipleOf: ExactBound | null
  /** Digits beyond 2^53 would be lost: only safe integers are let in. */
  readonly safe: boolean
}

export interface ArrayCheck {
  readonly prefix: readonly CheckPlan[]
  readonly items: CheckPlan
  /** `items` stands in the schema: it evaluates all items, also where it asks nothing. */
  readonly takesItems: boolean
  readonly itemsMin: number | null
  readonly itemsMax: number | null
  readonly unique: boolean
  readonly contains: ContainsPlan | null
}

export interface ContainsPlan {
  readonly check: CheckPlan
  readonly countMin: number
  readonly countMax: number | null
}

export interface ObjectCheck {
  readonly members: readonly {
    readonly name: string
    readonly required: boolean
    readonly check: CheckPlan
    /** What stands in for a member that is absent. */
    readonly default: { readonly value: CodeValue } | null
  }[]
  /** Declared names that requests do not have (readOnly): clients may send them, handlers do not see them. */
  readonly hidden: readonly string[]
  /** Names without a schema that must be there. */
  readonly required: readonly string[]
  readonly patterns: readonly { readonly pattern: PatternPlan; readonly check: CheckPlan }[]
  readonly rest: CheckPlan
  /** `additionalProperties` stands in the schema: it evaluates all members, also where it asks nothing. */
  readonly takesRest: boolean
  readonly membersMin: number | null
  readonly membersMax: number | null
  /** What every name has to satisfy. */
  readonly names: CheckPlan
  readonly dependentRequired: readonly {
    readonly name: string
    readonly required: readonly string[]
  }[]
  /** What the whole object has to satisfy where it has a member `name`. */
  readonly dependentSchemas: readonly { readonly name: string; readonly check: CheckPlan }[]
}

/** A union whose branches are told apart by a property: its value chooses the branch. */
export interface ChoicePlan {
  /** What a value that chooses none breaks: the discriminator, or the values that the branches require. */
  readonly keyword: 'discriminator' | 'enum'
  readonly property: string
  readonly branches: readonly {
    readonly values: readonly string[]
    /** Takes what no branch has the value of, too. */
    readonly isFallback: boolean
    readonly check: CheckPlan
  }[]
}

/** `if`, `then`, `else`. */
export interface ConditionPlan {
  readonly test: CheckPlan
  readonly matched: CheckPlan
  readonly otherwise: CheckPlan
}

export interface UnevaluatedPlan {
  /** null: the keyword is absent. */
  readonly members: CheckPlan | null
  readonly items: CheckPlan | null
}

/** The checks that a check is made of. */
export const partsOf = (check: CheckPlan): readonly CheckPlan[] => {
  if (check.kind !== 'value') return []
  const { array, object, choice, condition, unevaluated } = check
  const parts: readonly (CheckPlan | null | undefined)[] = [
    ...check.allOf,
    ...check.anyOf,
    ...check.oneOf,
    check.not,
    ...(choice?.branches.map((branch) => branch.check) ?? []),
    ...(condition === null ? [] : [condition.test, condition.matched, condition.otherwise]),
    unevaluated?.members,
    unevaluated?.items,
    ...(array === null ? [] : [array.items, ...array.prefix, array.contains?.check]),
    ...(object === null ? [] : partsOfObject(object)),
  ]
  return parts.filter((part) => part !== null && part !== undefined)
}

const partsOfObject = (object: ObjectCheck): readonly CheckPlan[] => [
  ...object.members.map((entry) => entry.check),
  ...object.patterns.map((entry) => entry.check),
  object.rest,
  object.names,
  ...object.dependentSchemas.map((entry) => entry.check),
]

/** Whether a check looks at nothing below its value, and asks no other check of it. */
export const isSimple = (check: ValueCheck): boolean =>
  check.array === null &&
  check.object === null &&
  check.allOf.length + check.anyOf.length + check.oneOf.length === 0 &&
  check.choice === null &&
  check.not === null &&
  check.condition === null &&
  check.unevaluated === null

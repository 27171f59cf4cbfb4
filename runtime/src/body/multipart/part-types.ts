// Owns the types of a form's parts as a handler meets them one by one: told apart by their names.

import type { UploadedFile } from './gathered-form.js'
import type { Part } from './part.js'

/** A part that is no file: read and checked before the handler has it. */
export interface FieldPart<Name extends string, Value, Headers = undefined> extends Part {
  readonly name: Name
  readonly value: Value
  readonly typedHeaders: Headers
}

/** A part whose content comes piece by piece; of what stands before it all is checked. */
export interface FilePart<Name extends string, Headers = undefined> extends Part {
  readonly name: Name
  readonly value?: undefined
  readonly typedHeaders: Headers
}

/**
 * The parts of a form: one type for each name that the contract declares, and `Part` for those that it only describes
 * (`additionalProperties`) or says nothing of. Names in `Joined` are lists in one text; other lists are a part an item.
 */
export type PartOf<
  Form,
  Headers = Record<never, never>,
  Joined extends string = never,
> = Form extends object ? Declared<Form, Headers, Joined> : Part

type Declared<Form extends object, Headers, Joined> = [keyof Form] extends [never]
  ? Part
  : (string extends keyof Form ? Part : never) | Named<Known<Form>, Headers, Joined>

/** Without members whose names are open. */
type Known<Form> = {
  [Name in keyof Form as string extends Name
    ? never
    : number extends Name
      ? never
      : Name]-?: Form[Name]
}

type Named<Form, Headers, Joined> = {
  [Name in keyof Form & string]: OnePart<
    Name,
    Name extends Joined ? Form[Name] : Item<Form[Name]>,
    Name extends keyof Headers ? Item<Exclude<Headers[Name], undefined>> : undefined
  >
}[keyof Form & string]

type OnePart<Name extends string, Value, Headers> = [Value] extends [UploadedFile]
  ? FilePart<Name, Headers>
  : FieldPart<Name, Value, Headers>

/**
 * The parts of a list: one type for each position that the contract describes by itself, and one for all behind them.
 * Their names are their positions. In `Headers` those behind are `*`.
 */
export type PartOfList<List extends readonly unknown[], Headers = Record<never, never>> = Places<
  Required<List>,
  Headers
>

type Places<
  List extends readonly unknown[],
  Headers,
  Before extends readonly unknown[] = [],
> = List extends readonly []
  ? never
  : List extends readonly [infer First, ...infer Others]
    ?
        | OnePart<`${Before['length']}`, First, HeadersAt<Headers, `${Before['length']}`>>
        | Places<Others, Headers, readonly [...Before, First]>
    : OnePart<`${number}`, List[number], HeadersAt<Headers, '*'>>

type HeadersAt<Headers, Place extends string> = Place extends keyof Headers
  ? Headers[Place]
  : undefined

type Item<Value> = Value extends readonly (infer Each)[] ? Each : Value

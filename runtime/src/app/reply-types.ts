// Owns the types that let an operation answer only what its contract declares.

import type { ProblemInit } from '../http/problem.js'
import type { Reply } from '../http/reply.js'
import type { RegisteredStatus } from '../http/status.js'

/** What an operation declares for one status. */
export interface ReplyTypes {
  /** The body of the media type that is sent unless another is asked for. */
  body: unknown
  headers: object
  /** Union of `{ contentType, body }` where the contract leaves a choice. */
  types?: unknown
}

/** Declared replies; a key is a status, a range (`4XX`) or `default`. */
export type ReplyTable = { [status: number]: ReplyTypes } & {
  [range in `${1 | 2 | 3 | 4 | 5}XX` | 'default']?: ReplyTypes
}

type FirstDigit<S extends number> = `${S}` extends `${infer D}${string}` ? D : never

type StatusesOfRange<R> = {
  [S in RegisteredStatus]: `${FirstDigit<S>}XX` extends keyof R
    ? S
    : 'default' extends keyof R
      ? S
      : never
}[RegisteredStatus]

/** The statuses an operation may answer: those it names and those of its ranges. */
export type StatusOf<R> = Extract<keyof R, number> | StatusesOfRange<R>

/** What is declared for status `S`: itself, else its range, else `default` (OpenAPI 3.1, 4.8.16). */
export type ReplyAt<R, S extends number> = S extends keyof R
  ? R[S]
  : `${FirstDigit<S>}XX` extends keyof R
    ? R[`${FirstDigit<S>}XX`]
    : 'default' extends keyof R
      ? R['default']
      : never

type TypesOf<T> = T extends { types: infer C } ? C : never
type BodyOf<T> = T extends { body: infer B } ? B : never
type HeadersOf<T> = T extends { headers: infer H } ? H : never

// No value is of these types: their names are what the compiler's messages say of a wrong answer.
interface NoSuchHeaderIsDeclared {
  readonly [declared]: never
}
interface NoBodyIsDeclaredPassUndefinedFirst {
  readonly [declared]: never
}
interface ThisStatusIsNotDeclaredAndAnswersAsDefault {
  readonly [declared]: never
}
declare const declared: unique symbol

// `{}` accepts every object literal, so "no headers" has to be said.
type ExactHeaders<H> = [keyof H] extends [never]
  ? { readonly [name: string]: NoSuchHeaderIsDeclared }
  : H

type IsAny<T> = 0 extends 1 & T ? true : false

/** `undefined` for an answer without a body, in words. */
type NamedBody<B> =
  IsAny<B> extends true
    ? B
    : [B] extends [undefined]
      ? NoBodyIsDeclaredPassUndefinedFirst | undefined
      : B

/** The body of a status; where only `default` declares one, with a word that it does. */
type BodyAt<R, S extends number> = S extends keyof R
  ? BodyOf<R[S]>
  : `${FirstDigit<S>}XX` extends keyof R
    ? BodyOf<ReplyAt<R, S>>
    : WithWord<BodyOf<ReplyAt<R, S>>>

type WithWord<B> = [undefined] extends [B] ? B : B | ThisStatusIsNotDeclaredAndAnswersAsDefault

type InitOf<H> = { readonly headers: ExactHeaders<H> }
type OptionalInitOf<H> = { readonly headers?: ExactHeaders<H> }

type RestOf<B, H> =
  Record<never, never> extends H
    ? [undefined] extends [B]
      ? [body?: NamedBody<B>, init?: OptionalInitOf<H>]
      : [body: B, init?: OptionalInitOf<H>]
    : [body: B, init: InitOf<H>]

// The content type that is named decides what the body has to be. Each stands in a tuple of its own and never in a union
// of them, so that the compiler points at what is wrong and not at all that was given.
type TypedRestOf<T, B, H, C> = [C] extends [never]
  ? Record<never, never> extends H
    ? [body: B, init?: OptionalInitOf<H> & { readonly contentType?: ContentTypeOf<T> }]
    : [body: B, init: InitOf<H> & { readonly contentType?: ContentTypeOf<T> }]
  : [
      body: BodyNamed<T, C>,
      init: (Record<never, never> extends H ? OptionalInitOf<H> : InitOf<H>) & {
        readonly contentType: [C] extends [ContentTypeOf<T>] ? C : ContentTypeOf<T>
      },
    ]

type ContentTypeOf<T> = T extends { contentType: infer C } ? C : never

/** The body of a content type. Which of several is named may be decided at run time: then it fits each of them. */
type BodyNamed<T, C> = [C] extends [ContentTypeOf<T>]
  ? (C extends unknown ? Taking<T, C> : never) extends (body: infer B) => void
    ? B
    : never
  : unknown

type Taking<T, C> = T extends { contentType: infer Declared; body: infer B }
  ? C extends Declared
    ? (body: B) => void
    : never
  : never

/**
 * The arguments of `op.reply` after the status: the body, then `{ headers }` where some are declared and
 * `{ contentType }` where the contract leaves a choice.
 */
export type ReplyArguments<R, S extends number, C = never> = [TypesOf<ReplyAt<R, S>>] extends [
  never,
]
  ? RestOf<BodyAt<R, S>, HeadersOf<ReplyAt<R, S>>>
  : TypedRestOf<TypesOf<ReplyAt<R, S>>, BodyOf<ReplyAt<R, S>>, HeadersOf<ReplyAt<R, S>>, C>

// The constraint has no name, so that the compiler's messages list the statuses.
/** `op.reply`: an answer that the contract declares. */
export type ReplyFunction<O extends { replies: unknown }> = <
  S extends { [K in StatusOf<O['replies']>]: K }[StatusOf<O['replies']>],
  const C extends string = never,
>(
  status: S,
  ...rest: ReplyArguments<O['replies'], S, C>
) => Reply<O>

// No number is of this type: its name is what the compiler's messages say.
interface NoProblemIsDeclaredForThisStatusInTheDocument {
  readonly [declared]: never
}

/** `op.problem`: a problem+json answer with a declared status. */
export type ProblemFunction<O extends { problems: number }> = (
  status: [O['problems']] extends [never]
    ? number & NoProblemIsDeclaredForThisStatusInTheDocument
    : O['problems'],
  init: ProblemInit,
) => Reply<O>

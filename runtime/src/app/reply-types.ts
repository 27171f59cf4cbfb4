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

type InitOf<H> = { readonly headers: ExactHeaders<H> }
type OptionalInitOf<H> = { readonly headers?: ExactHeaders<H> }

type RestOf<B, H> =
  Record<never, never> extends H
    ? [undefined] extends [B]
      ? [body?: NamedBody<B>, init?: OptionalInitOf<H>]
      : [body: B, init?: OptionalInitOf<H>]
    : [body: B, init: InitOf<H>]

// One tuple per media type: the content type that is named decides what the body has to be. Which of several is named
// may be decided at run time, where each of them takes this body.
type TypedRestOf<T, H, All = T> = T extends { contentType: unknown; body: infer B }
  ? [
      body: B,
      init: { readonly contentType: TypesTaking<All, B> } & (Record<never, never> extends H
        ? OptionalInitOf<H>
        : InitOf<H>),
    ]
  : never

type TypesTaking<T, B> = T extends { contentType: infer C; body: infer Taken }
  ? [B] extends [Taken]
    ? C
    : never
  : never

/**
 * The arguments of `op.reply` after the status: the body, then `{ headers }` where some are declared and
 * `{ contentType }` where the contract leaves a choice.
 */
export type ReplyArguments<R, S extends number> =
  | RestOf<BodyOf<ReplyAt<R, S>>, HeadersOf<ReplyAt<R, S>>>
  | TypedRestOf<TypesOf<ReplyAt<R, S>>, HeadersOf<ReplyAt<R, S>>>

// The constraint has no name, so that the compiler's messages list the statuses.
/** `op.reply`: an answer that the contract declares. */
export type ReplyFunction<O extends { replies: unknown }> = <
  S extends { [K in StatusOf<O['replies']>]: K }[StatusOf<O['replies']>],
>(
  status: S,
  ...rest: ReplyArguments<O['replies'], S>
) => Reply<O>

/** `op.problem`: a problem+json answer with a declared status. */
export type ProblemFunction<O extends { problems: number }> = (
  status: O['problems'],
  init: ProblemInit,
) => Reply<O>

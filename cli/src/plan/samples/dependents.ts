// Owns which members of a made-up object ask for others (`dependentRequired`), however long the chain of them is.

import type { JsonValue, Schema } from '../../ir/schema.js'

/** Members that were made so far. */
export type Members = { [name: string]: JsonValue }

/** A member that requests do not have: `readOnly`. */
export const leftOut = Symbol('left out')

/** A value for a member of that name; null: none was found. */
export type MemberMaker = (name: string) => { readonly value: JsonValue } | null | typeof leftOut

/** Adds the members that those there require, and what these do in turn: each name is made, and looked at, once. */
export const addDependents = (schema: Schema, value: Members, make: MemberMaker): void => {
  const tried = new Set(Object.keys(value))
  const dependents = new Map<string, string[]>()
  for (const { name, required } of schema.dependentRequired) {
    dependents.set(name, (dependents.get(name) ?? []).concat(required))
  }
  const queue = [...tried]
  // A list that grows while it is gone through.
  for (const name of queue)
    for (const each of dependents.get(name) ?? []) {
      if (tried.has(each)) continue
      tried.add(each)
      const made = make(each)
      if (made === null || made === leftOut) continue
      value[each] = made.value
      queue.push(each)
    }
}

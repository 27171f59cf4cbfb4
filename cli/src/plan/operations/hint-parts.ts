// Owns what the hint of a parameter means where its value is taken for a list or an object.

import type { HintPlan, ListHint } from '../../ir/plan/parameters.js'

/** The list that a hint may mean. */
export const listHint = (hint: HintPlan): ListHint => {
  if (typeof hint === 'string' || 'fields' in hint) return { items: 'string' }
  if ('items' in hint) return hint
  const list = hint.anyOf.find((each) => typeof each === 'object' && 'items' in each)
  return list === undefined ? { items: 'string' } : listHint(list)
}

export const itemHints = (hint: HintPlan, each: (item: HintPlan) => HintPlan) => {
  const { first, items } = listHint(hint)
  return { hint: each(items), ...(first === undefined ? {} : { first: first.map(each) }) }
}

/** The object that a hint may mean. */
export const fieldsHint = (hint: HintPlan): HintPlan => {
  if (typeof hint === 'object' && 'anyOf' in hint) {
    return (
      hint.anyOf.find(
        (alternative) => typeof alternative === 'object' && 'fields' in alternative,
      ) ?? hint
    )
  }
  return hint
}

/** Which members an object takes that shares its place with others, by their names. */
export const memberNames = (fields: HintPlan, others: readonly string[]) => {
  const names = typeof fields === 'object' && 'fields' in fields ? Object.keys(fields.fields) : []
  const isOpen =
    typeof fields === 'object' &&
    'fields' in fields &&
    (fields.rest !== null || fields.patterns !== undefined)
  return { names, taken: isOpen ? others : null, hint: fields }
}

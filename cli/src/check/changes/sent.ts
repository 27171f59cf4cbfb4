// Owns comparing what the server calls, webhooks and callbacks: their receivers read what clients of an operation
// send, and send what those read.

import type { Api } from '../../ir/api.js'
import type { Operation } from '../../ir/operation.js'
import type { SchemaId } from '../../ir/schema.js'
import type { SentOperation } from '../../ir/sent-operation.js'
import type { Change } from './change.js'
import { brokenBy, type OperationRuleId, rules } from './rules.js'
import { compareSchemas } from './schemas.js'

/** Every change of webhooks and callbacks that breaks their receivers, or the code that sends them. */
export const compareSent = (before: Api, after: Api): readonly Change[] => {
  const changes: Change[] = []
  const now = new Map(after.sent.map((each) => [nameOf(each), each.operation]))
  for (const each of before.sent) {
    const name = nameOf(each)
    const next = now.get(name)
    const push: Push = (change) => changes.push({ ...change, operation: name })
    if (next !== undefined) compareOne(before, after, each.operation, next, push)
    else {
      const at = each.operation.at
      tell(push, 'sender-removed', {
        place: '',
        message: `${name} was removed`,
        at,
        side: 'before',
      })
    }
  }
  return changes
}

type Push = (change: Omit<Change, 'operation'>) => void

const tell = (
  push: Push,
  rule: OperationRuleId,
  change: Omit<Change, 'operation' | 'rule' | 'audience'>,
): void => {
  for (const audience of rules[rule].audiences) push({ rule, audience, ...change })
}

/** `webhook newPet POST`, `callback onData POST of POST /subscriptions`. */
const nameOf = ({ key, operation, callback }: SentOperation): string =>
  callback === null
    ? `webhook ${key} ${operation.method}`
    : `callback ${key} ${operation.method} of ${callback.route}`

const compareOne = (before: Api, after: Api, old: Operation, now: Operation, push: Push): void => {
  const schemas = (
    pair: readonly [SchemaId | null, SchemaId | null],
    where: 'request' | 'answer',
    place: string,
  ): void => {
    const [left, right] = pair
    const hidden = where === 'request' ? 'readOnly' : 'writeOnly'
    for (const { rule, path, detail, at } of compareSchemas(before, after, [left, right], {
      hidden,
      isText: false,
      at: now.at,
    })) {
      const inside = path === '' ? place : `${place} ${path}`
      for (const audience of brokenBy(rule, where))
        push({ rule, audience, place: inside, message: detail, at, side: 'after' })
    }
  }
  for (const parameter of old.parameters) {
    const place = `${parameter.place} ${parameter.name}`
    const same = now.parameters.find(
      (each) => each.place === parameter.place && each.name === parameter.name,
    )
    const message = `${place} is not sent any more`
    if (same === undefined)
      tell(push, 'parameter-removed', { place, message, at: parameter.at, side: 'before' })
    else schemas([parameter.schema, same.schema], 'answer', place)
  }
  for (const content of old.body?.content ?? []) {
    const same = now.body?.content.find(({ type }) => type === content.type)
    const message = `it is not sent as \`${content.type}\` any more`
    if (same === undefined)
      tell(push, 'sent-media-type-removed', {
        place: 'body',
        message,
        at: content.at,
        side: 'before',
      })
    else schemas([content.schema, same.schema], 'answer', 'body')
  }
  for (const response of old.responses) {
    const same = now.responses.find(({ status }) => status === response.status)
    for (const content of response.content) {
      const next = same?.content.find(({ type }) => type === content.type)
      if (next !== undefined) schemas([content.schema, next.schema], 'request', response.status)
    }
  }
}

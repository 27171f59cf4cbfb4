// Owns comparing two versions of an API: what each change breaks, for clients and for the project's own code.

import type { SourceRef } from '../../diagnostics/diagnostic.js'
import type { Api } from '../../ir/api.js'
import { isJson, isLines } from '../../ir/media-types.js'
import type { MediaType, Operation, Parameter, Response } from '../../ir/operation.js'
import type { SchemaId } from '../../ir/schema.js'
import type { Change } from './change.js'
import { brokenBy, type OperationRuleId, rules } from './rules.js'
import { compareSchemas } from './schemas.js'
import { changedSchemes, compareSecurity } from './security.js'
import { compareSent } from './sent.js'
import { compareForms, compareHeaders, compareParameters, covers } from './written.js'

/**
 * Every change from `before` to `after` that breaks clients (`http`) or handlers (`types`), and operations that came.
 *
 * @example
 * compareApis(old, now).filter(({ audience }) => audience === 'http')
 */
export const compareApis = (before: Api, after: Api): readonly Change[] => {
  const changes: Change[] = []
  const add = (
    rule: OperationRuleId,
    change: Omit<Change, 'rule' | 'audience' | 'place'>,
  ): void => {
    for (const audience of rules[rule].audiences)
      changes.push({ rule, audience, place: '', ...change })
  }
  if (before.basePath !== after.basePath && after.operations.length > 0) {
    const message = `the base path was \`${before.basePath || '/'}\`, is \`${after.basePath || '/'}\``
    const at = { file: after.file, pointer: '/servers' }
    add('base-path-changed', { operation: '', message, at, side: 'after' })
  }
  const now = new Map(after.operations.map((each) => [identity(each), each]))
  for (const old of before.operations) {
    const name = `${old.method} ${old.path}`
    const next = now.get(identity(old))
    if (next === undefined) {
      const message = `${name} was removed`
      add('operation-removed', { operation: name, message, at: old.at, side: 'before' })
      continue
    }
    const push: Push = (change) => changes.push({ ...change, operation: name })
    new OperationComparison(before, after, old, next, push).run()
  }
  const known = new Set(before.operations.map(identity))
  for (const each of after.operations) {
    if (known.has(identity(each))) continue
    const name = `${each.method} ${each.path}`
    const message = `${name} was added`
    add('operation-added', { operation: name, message, at: each.at, side: 'after' })
  }
  for (const { scheme, message, at } of changedSchemes(before, after)) {
    const uses = (each: Operation): boolean =>
      each.security.some((parts) => parts.some((part) => part.scheme === scheme))
    if (before.operations.some((each) => uses(each) && now.has(identity(each))))
      add('security-scheme-changed', { operation: '', message, at, side: 'after' })
  }
  return [...changes, ...compareSent(before, after)]
}

type Push = (change: Omit<Change, 'operation'>) => void

/** Method and path, names of path parameters left out. */
const identity = ({ method, path }: Operation): string =>
  `${method} ${path.replace(/\{[^}]*\}/g, '{}')}`

const isSuccess = (status: string): boolean => status.startsWith('2') || status === 'default'

class OperationComparison {
  constructor(
    readonly before: Api,
    readonly after: Api,
    readonly old: Operation,
    readonly now: Operation,
    readonly push: Push,
  ) {}

  run(): void {
    const { old, now } = this
    if (old.operationId !== now.operationId) {
      const text = `its operationId was \`${old.operationId ?? ''}\`, is \`${now.operationId ?? ''}\``
      this.#add('operation-renamed', '', text, now.at)
    }
    if (!old.deprecated && now.deprecated)
      this.#add('operation-deprecated', '', 'it is deprecated now', now.at)
    this.#parameters()
    this.#body()
    for (const response of old.responses) this.#response(response)
    this.#webSocket()
    for (const { rule, message } of compareSecurity(old.security, now.security))
      this.#add(rule, 'security', message, now.at)
  }

  #add(
    rule: OperationRuleId,
    place: string,
    message: string,
    at: SourceRef,
    side: Change['side'] = 'after',
  ): void {
    for (const audience of rules[rule].audiences)
      this.push({ rule, audience, place, message, at, side })
  }

  #schemas(
    old: SchemaId | null,
    now: SchemaId | null,
    where: 'request' | 'answer',
    place: string,
    whole: { readonly isText: boolean; readonly at: SourceRef } = {
      isText: false,
      at: this.now.at,
    },
  ): void {
    const hidden = where === 'request' ? 'readOnly' : 'writeOnly'
    for (const { rule, path, detail, at } of compareSchemas(this.before, this.after, [old, now], {
      hidden,
      ...whole,
    })) {
      const inside = path === '' ? place : `${place} ${path}`
      for (const audience of brokenBy(rule, where))
        this.push({ rule, audience, place: inside, message: detail, at, side: 'after' })
    }
  }

  #parameters(): void {
    const known = new Map(this.old.parameters.map((each) => [keyOf(this.old, each), each]))
    for (const now of this.now.parameters) {
      const old = known.get(keyOf(this.now, now))
      known.delete(keyOf(this.now, now))
      if (old !== undefined) this.#parameter(old, now)
      else if (now.required) {
        const message = `the ${now.place} parameter \`${now.name}\` was added, and is required`
        this.#add('parameter-added-required', `${now.place} ${now.name}`, message, now.at)
      }
    }
    for (const old of known.values()) {
      const message = `the ${old.place} parameter \`${old.name}\` was removed`
      this.#add('parameter-removed', `${old.place} ${old.name}`, message, old.at, 'before')
    }
  }

  #parameter(old: Parameter, now: Parameter): void {
    const place = `${now.place} ${now.name}`
    const what = `the ${now.place} parameter \`${now.name}\``
    if (now.place === 'path' && old.name !== now.name)
      this.#add('parameter-renamed', place, `it was called \`${old.name}\``, now.at)
    if (!old.required && now.required)
      this.#add('parameter-became-required', place, `${what} is required now`, now.at)
    const defaultOf = (api: Api, { schema }: Parameter): string =>
      JSON.stringify(api.schemas.get(schema)?.default?.value) ?? 'none'
    const [was, is] = [defaultOf(this.before, old), defaultOf(this.after, now)]
    if (old.required && !now.required && is === 'none')
      this.#add('parameter-became-optional', place, `${what} is not required any more`, now.at)
    const rule = is === 'none' ? 'default-removed' : 'default-changed'
    if (!old.required && !now.required && was !== is)
      this.#add(rule, place, `the default of ${what} was ${was}, is ${is}`, now.at)
    if (!old.deprecated && now.deprecated)
      this.#add('parameter-deprecated', place, `${what} is deprecated now`, now.at)
    for (const each of compareParameters(old, now))
      this.#add(each.rule, each.place, each.message, each.at)
    this.#schemas(old.schema, now.schema, 'request', place)
  }

  #body(): void {
    const [old, now] = [this.old.body, this.now.body]
    if (old === null && now !== null && now.required)
      this.#add('body-added-required', 'body', 'a request body is required now', now.at)
    if (old !== null && now === null)
      this.#add('body-removed', 'body', 'the request body was removed', old.at, 'before')
    if (old === null || now === null) return
    if (!old.required && now.required)
      this.#add('body-became-required', 'body', 'the request body is required now', now.at)
    if (old.required && !now.required)
      this.#add('body-became-optional', 'body', 'the request body is not required any more', now.at)
    const next = byType(now.content)
    const known = byType(old.content)
    for (const [type, content] of known) {
      const same = next.get(type) ?? now.content.find((each) => covers(each.type, type))
      const message = `requests of type \`${type}\` are not taken any more`
      if (same === undefined)
        this.#add('request-media-type-removed', 'body', message, content.at, 'before')
      else this.#content(content, same)
    }
    for (const [type, content] of next) {
      const message = `requests may be of type \`${type}\` now`
      if (!known.has(type)) this.#add('request-media-type-added', 'body', message, content.at)
    }
  }

  #content(old: MediaType, now: MediaType): void {
    this.#schemas(old.schema, now.schema, 'request', 'body', wholeOf(now))
    const { changes, headers } = compareForms(old, now)
    for (const { rule, place, message, at } of changes) this.#add(rule, place, message, at)
    for (const { place, schemas, at } of headers) {
      if (schemas[0] !== null) this.#schemas(...schemas, 'request', place)
      const needed = this.after.schemas.get(schemas[1])?.required ?? []
      for (const name of schemas[0] === null ? needed : [])
        this.#add('part-header-added-required', place, `\`${name}\` was added, and is required`, at)
    }
  }

  #response(old: Response): void {
    const now = this.now.responses.find(({ status }) => status === old.status)
    if (now === undefined) {
      const rule = isSuccess(old.status) ? 'success-removed' : 'response-removed'
      this.#add(rule, old.status, `the response ${old.status} was removed`, old.at, 'before')
      return
    }
    const next = byType(now.content)
    for (const [type, content] of byType(old.content)) {
      const same = next.get(type)
      const message = `the ${old.status} answer is not offered as \`${type}\` any more`
      if (same === undefined)
        this.#add('response-media-type-removed', old.status, message, content.at, 'before')
      else this.#schemas(content.schema, same.schema, 'answer', old.status, wholeOf(same))
    }
    this.#headers(old, now)
  }

  #webSocket(): void {
    const [old, now] = [this.old.webSocket, this.now.webSocket]
    if (old === null && now === null) return
    if (old === null || now === null) {
      const text = old === null ? 'is a WebSocket now' : 'is no WebSocket any more'
      this.#add('operation-removed', '', `the operation ${text}`, (now ?? this.now).at)
      return
    }
    this.#schemas(old.receive, now.receive, 'request', 'messages', { isText: false, at: now.at })
    this.#schemas(old.send, now.send, 'answer', 'messages', { isText: false, at: now.at })
  }

  #headers(old: Response, now: Response): void {
    const known = new Map(now.headers.map((each) => [each.name.toLowerCase(), each]))
    for (const header of old.headers) {
      const same = known.get(header.name.toLowerCase())
      const place = `${old.status} header ${header.name}`
      const what = `the header \`${header.name}\` of the ${old.status} answer`
      if (same === undefined) {
        this.#add('response-header-removed', place, `${what} was removed`, header.at, 'before')
        continue
      }
      if (header.required && !same.required)
        this.#add('response-header-optional', place, `${what} is not required any more`, same.at)
      if (!header.required && same.required)
        this.#add('response-header-required', place, `${what} is required now`, same.at)
      for (const each of compareHeaders(header, same, { place, what }))
        this.#add(each.rule, each.place, each.message, each.at)
      this.#schemas(header.schema, same.schema, 'answer', place, { isText: true, at: same.at })
    }
  }
}

/** Where a schema of a body stands. */
const wholeOf = ({ type, at }: MediaType) => ({ isText: !isJson(type) && !isLines(type), at })

const byType = (content: readonly MediaType[]): ReadonlyMap<string, MediaType> =>
  new Map(content.map((each) => [each.type, each]))

/** A parameter's identity; in a path its place counts, since templates that differ in names only are the same. */
const keyOf = ({ path }: Operation, { place, name }: Parameter): string => {
  if (place !== 'path') return `${place} ${place === 'header' ? name.toLowerCase() : name}`
  const names = [...path.matchAll(/\{([^}]*)\}/g)].map(([, each]) => each ?? '')
  return `path ${names.indexOf(name)}`
}

// Owns planning the checks of answers: validators of what leaves, in modules of their own, so that a server that
// does not check its answers has none of them.

import type { MediaType } from '../../ir/operation.js'
import type {
  AnswerCheckPlan,
  AnswersPlan,
  OperationAnswers,
  OperationPlan,
  ReplyContentPlan,
  UnitPlan,
} from '../../ir/plan/api.js'
import type { CheckMode, CheckPlan } from '../../ir/plan/checks.js'
import type { SchemaId } from '../../ir/schema.js'
import type { PlanContext } from '../context.js'
import { schemaOf, typesOf } from '../schemas/graph.js'
import { bodyCheckOf, type CheckContext, checkOf } from './checks.js'
import { callKey, callsOfCheck, unitOfCall } from './pruning.js'
import { rememberRepeated } from './remembered.js'

/** Modules of answers lie below this folder of `src/generated`, under the names that their units have there. */
const folder = 'answers'

export const planAnswers = (
  context: PlanContext,
  operations: readonly OperationPlan[],
  units: readonly UnitPlan[],
  isIncluded: boolean,
): AnswersPlan => {
  const outgoing: CheckContext = { ...context, direction: 'output' }
  const contents = contentsOfReplies(context)
  const answers = operations
    .map(({ name, file, at, replies }): OperationAnswers => {
      const own = contents.get(`${at.file}#${at.pointer}`)
      const checked = replies.flatMap(({ status, contents }) =>
        contents.flatMap((planned, i) => {
          const content = own?.get(`${status} ${planned.mediaType}`)
          if (content === undefined) return []
          // What is written as the first one, of one schema with it, is checked as the first one.
          const first = own?.get(`${status} ${contents[0]?.mediaType}`)
          if (i > 0 && planned.same && content.schema === first?.schema) return []
          return namesInTable(planned, i).flatMap((contentType) =>
            checkOfReply(outgoing, { status, contentType }, content, planned),
          )
        }),
      )
      return { name, file, replies: checked }
    })
    .filter(({ replies }) => replies.length > 0)
  const checks = answers.flatMap(({ replies }) => replies.flatMap(checksOfReply))
  return {
    isIncluded,
    operations: answers,
    units: rememberRepeated(outgoingUnits(outgoing, checks, units, folder)),
  }
}

/** The entries of a media type in the table of replies: the first one has no name, and a range is there as itself too. */
const namesInTable = (
  { mediaType, contentType }: ReplyContentPlan,
  index: number,
): (string | null)[] => {
  const first = index === 0 ? [null] : []
  if (mediaType.includes('*')) return [...first, mediaType]
  return index === 0 ? first : [contentType]
}

const checkOfReply = (
  outgoing: CheckContext,
  reply: Pick<AnswerCheckPlan, 'status' | 'contentType'>,
  { schema, events }: MediaType,
  { form, type, write }: ReplyContentPlan,
): AnswerCheckPlan[] => {
  if (form === 'events') {
    const checked = events.map(({ names, data, isText }): EventCheck => {
      return { names, isText, check: data === null ? any : checkOf(outgoing, data) }
    })
    return checked.every(({ check }) => check.kind === 'any') ? [] : [{ ...reply, events: checked }]
  }
  // Nothing is asked of it, and pieces could not be looked at.
  if (type.kind === 'runtime' && type.name === 'ReplyText') return []
  const isChecked =
    schema !== null && (write !== null || (form === 'text' && isText(outgoing, schema)))
  const check = isChecked ? checkOf(outgoing, schema) : any
  return check.kind === 'any' ? [] : [{ ...reply, check }]
}

const any: CheckPlan = { kind: 'any' }

/** Whether a schema is of the text itself, and not of what it stands for. */
const isText = ({ api }: CheckContext, schema: SchemaId): boolean => {
  const types = typesOf(schemaOf(api, schema))
  return types?.length === 1 && types[0] === 'string'
}

type EventCheck = Extract<AnswerCheckPlan, { events: unknown }>['events'][number]

const checksOfReply = (reply: AnswerCheckPlan): CheckPlan[] =>
  'check' in reply ? [reply.check] : reply.events.map(({ check }) => check)

/** Contents by operation, then by status and media type. */
const contentsOfReplies = ({
  api,
}: PlanContext): ReadonlyMap<string, ReadonlyMap<string, MediaType>> =>
  new Map(
    api.operations.map(({ at, responses }) => [
      `${at.file}#${at.pointer}`,
      new Map(
        responses.flatMap(({ status, content }) =>
          content.map((each) => [`${status.replace(/xx$/, 'XX')} ${each.type}`, each] as const),
        ),
      ),
    ]),
  )

/** Units whose validators `checks` call, as modules of their own below `folder`: they check what leaves. */
export const outgoingUnits = (
  context: CheckContext,
  checks: readonly CheckPlan[],
  units: readonly UnitPlan[],
  folder: string,
): UnitPlan[] => {
  const byId = new Map(units.map((unit) => [unit.id, unit]))
  const called = new Map<SchemaId, UnitPlan>()
  const open = checks.flatMap(callsOfCheck)
  for (let call = open.pop(); call !== undefined; call = open.pop()) {
    const id = unitOfCall(call)
    const unit = byId.get(id)
    const mode: CheckMode = call === callKey('noted', id) ? 'noted' : 'alone'
    const member = mode === 'noted' ? 'noted' : 'check'
    const known = called.get(id)
    if (unit === undefined || (known !== undefined && known[member] !== null)) continue
    const check = bodyCheckOf(context, id, mode)
    const plan = known ?? { ...unit, ...bare, file: `${folder}/${unit.file}` }
    called.set(id, { ...plan, [member]: check })
    open.push(...callsOfCheck(check))
  }
  return units.flatMap(({ id }) => called.get(id) ?? [])
}

/** Types and writers stay where they are. */
const bare = {
  outputType: null,
  inputType: null,
  write: null,
  locals: [],
  doc: null,
  check: null,
  noted: null,
} as const

// Owns `planApi`: the order in which decisions about one document are made.

import { posix } from 'node:path'
import type { Diagnostic, PassResult, SourceRef } from '../diagnostics/diagnostic.js'
import type { Api } from '../ir/api.js'
import { inputSchemas, outputSchemas } from '../ir/operation-schemas.js'
import type { UnitPlan } from '../ir/plan/api.js'
import type { ApiPlan, NameEntry } from '../ir/plan/output.js'
import type { JsonValue, Schema, SchemaId } from '../ir/schema.js'
import { receivedSchemas, sentSchemas } from '../ir/sent-operation.js'
import { planAnswers } from './checks/answers.js'
import { bodyCheckOf } from './checks/checks.js'
import { conforms } from './checks/conforms.js'
import { defaultValues, heavyDefaults, wrongDefaults } from './checks/defaults.js'
import { evaluationOf } from './checks/evaluation.js'
import { pruneTypes, pruneUnits } from './checks/pruning.js'
import { rememberRepeated, repeatedNotes } from './checks/remembered.js'
import type { PlanContext } from './context.js'
import { planDigits } from './exact-numbers/digits.js'
import { exactConflicts } from './exact-numbers/exact-conflicts.js'
import { exactPlacesOf } from './exact-numbers/exact-places.js'
import { type GivenNames, noNames } from './names/assign-names.js'
import { linkTargets } from './operations/links.js'
import { nameOperations, type OperationName, planOperation } from './operations/operations.js'
import { planSchemes } from './operations/security.js'
import { nameSenders, planSenders } from './operations/senders.js'
import { wrongExamples } from './samples/examples.js'
import { reachable, recursiveIds, schemaOf } from './schemas/graph.js'
import { Shapes } from './schemas/shapes.js'
import { sharedPrefix, shareShapes } from './schemas/sharing.js'
import { splitIds, type Uses } from './schemas/split-types.js'
import { Tags } from './schemas/told-apart.js'
import { bodyTypeOf, docOf } from './schemas/types.js'
import { type NamedOperation, nameUnits, type UnitName, unitIds } from './schemas/units.js'
import { deepListsOf, hasWriter, tooManyShapes, writersOf } from './schemas/writers.js'

/** Where the document lies, as the comment of generated files names it. */
export interface PlanOptions {
  readonly source: string
  /** Checks of answers: none, apart from the project (`nexus dev`), or part of it. */
  readonly answers: 'none' | 'apart' | 'included'
  /** Names that things had when the project was generated last: none of them changes. */
  readonly given?: GivenNames
}

/** Plans everything that is generated from one document. */
export const planApi = (whole: Api, options: PlanOptions): PassResult<ApiPlan> => {
  const diagnostics: Diagnostic[] = []
  const given = options.given ?? noNames
  const reached = reachable(whole, rootsOf(whole))
  // What only unused components have is not looked at again.
  const api = { ...whole, schemas: new Map([...whole.schemas].filter(([id]) => reached.has(id))) }
  const recursive = recursiveIds(api.schemas)
  const places = unitIds(api, reached)
  const shared = shareShapes(api, places, recursive)
  const inputs = reachable(shared.api, inputRoots(shared.api))
  const outputs = reachable(shared.api, outputRoots(shared.api))
  const context = contextOf(shared.api, places, recursive, {
    inputs,
    outputs,
    aliases: shared.aliases,
  })
  const operations = nameOperations(shared.api, given, diagnostics)
  const allUnits = new Set([...context.units, ...places])
  const senders = nameSenders(shared.api, operations, given)
  const named = nameUnits({
    api: shared.api,
    units: allUnits,
    operations: [...operations, ...senders],
    split: context.split,
    aliases: shared.aliases,
    given,
  })
  const units = [...named.units].map(([id, name]) => {
    const target = shared.aliases.get(id)
    const [isInput, isOutput] = [inputs.has(target ?? id), outputs.has(target ?? id)]
    if (target !== undefined) return planAlias(context, id, name, { target, isInput, isOutput })
    return planUnit(context, id, name, { isInput, isOutput, diagnostics })
  })
  const targets = linkTargets(operations)
  const planned = operations
    .map((name) => planOperation(context, name, targets, diagnostics))
    .sort(byFile)
  const sent = planSenders(context, senders, { units, operations: planned }, diagnostics)
  diagnostics.push(...wrongDefaults(context), ...heavyDefaults(context), ...exactConflicts(context))
  const directions = [context.inputShapes, context.outputShapes]
  const [tooMany] = directions.flatMap(({ meetings }) => meetings.diagnostics(context.api))
  if (tooMany !== undefined) diagnostics.push(tooMany)
  diagnostics.push(...wrongExamples(context.api))
  const called = pruneUnits(units, planned, sent.senders)
  const isComponent = (id: SchemaId): boolean => shared.api.schemas.get(id)?.name != null
  const kept = rememberRepeated(pruneTypes(called, planned, sent.senders, isComponent))
  diagnostics.push(...repeatedNotes(context.api, kept))
  const plan: ApiPlan = {
    title: api.title,
    version: api.version,
    names: namesOf([...operations, ...senders], named.given),
    source: options.source,
    operations: planned,
    units: kept.sort((a, b) => byFile(a, b) || compare(a.name, b.name)),
    securitySchemes: planSchemes(api),
    sent,
    ...digitsOf(context, operations),
    answers:
      options.answers === 'none'
        ? null
        : planAnswers(context, planned, units, options.answers === 'included'),
  }
  return { value: plan, diagnostics }
}

const namesOf = (operations: readonly OperationName[], units: GivenNames): NameEntry[] =>
  [...operations.map(({ identity, name }) => [identity, name] as const), ...units]
    .map(([identity, name]) => ({ identity, name }))
    .sort((a, b) => compare(a.identity, b.identity))

const digitsOf = (
  context: PlanContext,
  operations: readonly NamedOperation[],
): Pick<ApiPlan, 'digits'> => {
  const digits = planDigits(context, operations)
  return digits === null ? {} : { digits }
}

const rootsOf = (api: Api): SchemaId[] => [...inputRoots(api), ...outputRoots(api)]

/** Roots of what comes in: requests, and what receivers of webhooks answer. */
const inputRoots = (api: Api): SchemaId[] => [
  ...api.operations.flatMap(inputSchemas),
  ...api.sent.flatMap(receivedSchemas),
]

/** Roots of what goes out: answers, and webhooks. */
const outputRoots = (api: Api): SchemaId[] => [
  ...api.operations.flatMap(outputSchemas),
  ...api.sent.flatMap(sentSchemas),
]

const contextOf = (
  api: Api,
  places: ReadonlySet<SchemaId>,
  recursive: ReadonlySet<SchemaId>,
  uses: Uses,
): PlanContext => {
  const reached = new Set([...uses.inputs, ...uses.outputs])
  const isUnit = (id: SchemaId) => places.has(id) || id.startsWith(sharedPrefix)
  const units = new Set([...reached].filter((id) => isUnit(id) && !uses.aliases.has(id)))
  const judge = {
    api,
    defaultValues: defaultValues(),
    conforms: (id: SchemaId, value: JsonValue) => conforms(api, id, value),
  }
  return {
    ...judge,
    units,
    split: splitIds(judge, uses),
    recursive,
    deepLists: deepListsOf(api, units),
    evaluation: evaluationOf(api),
    exactPlaces: exactPlacesOf(api),
    inputShapes: new Shapes(api, 'input'),
    tags: new Tags(api, ['input', 'output']),
    outputShapes: new Shapes(api, 'output'),
  }
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

const byFile = (a: { readonly file: string }, b: { readonly file: string }): number =>
  compare(a.file, b.file)

/** A type of its own name for a place whose content another unit has too. */
const planAlias = (
  context: PlanContext,
  id: SchemaId,
  { name, inputName, file }: UnitName,
  // What the target does not declare, because nobody sends or answers it, has no second name either.
  { target, isInput, isOutput }: { target: SchemaId; isInput: boolean; isOutput: boolean },
): UnitPlan => {
  const schema = schemaOf(context.api, id)
  const isSplit = context.split.has(id)
  return {
    id,
    at: placeOf(context, schema),
    name,
    inputName,
    file,
    doc: null,
    outputType: isOutput || !isSplit ? { kind: 'named', unit: target, direction: 'output' } : null,
    inputType: isInput && isSplit ? { kind: 'named', unit: target, direction: 'input' } : null,
    check: null,
    noted: null,
    recursive: false,
    write: null,
    locals: [],
  }
}

const placeOf = (context: PlanContext, schema: Schema): SourceRef => ({
  file: posix.relative(posix.dirname(context.api.file), schema.at.file),
  pointer: schema.at.pointer,
})

/** In which directions a unit is used, and where problems go. */
interface UnitUse {
  readonly isInput: boolean
  readonly isOutput: boolean
  readonly diagnostics: Diagnostic[]
}

const planUnit = (
  context: PlanContext,
  id: SchemaId,
  { name, inputName, file }: UnitName,
  { isInput, isOutput, diagnostics }: UnitUse,
): UnitPlan => {
  const schema = schemaOf(context.api, id)
  const isSplit = context.split.has(id)
  const writers = writersOf(context, name)
  const write = isOutput && hasWriter(writers.context, id) ? writers.ofUnit(id) : null
  diagnostics.push(...tooManyShapes(writers, schema.at))
  return {
    id,
    at: placeOf(context, schema),
    name,
    inputName,
    file,
    doc: docOf(schema),
    // What only comes in has its defaults.
    outputType:
      isOutput || !isSplit
        ? bodyTypeOf(context, id, isOutput || isSplit ? 'output' : 'input')
        : null,
    inputType: isInput && isSplit ? bodyTypeOf(context, id, 'input') : null,
    check: isInput ? bodyCheckOf(context, id) : null,
    noted:
      isInput && context.evaluation.followed.has(id) ? bodyCheckOf(context, id, 'noted') : null,
    recursive: context.recursive.has(id),
    write,
    locals: writers.locals,
  }
}

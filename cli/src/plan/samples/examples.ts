// Owns whether the examples of bodies are values of their schemas: those that are none are said, and never sent.

import { diagnostic } from '../../diagnostics/codes.js'
import type { Diagnostic } from '../../diagnostics/diagnostic.js'
import type { Api } from '../../ir/api.js'
import type { MediaType } from '../../ir/operation.js'
import type { JsonValue } from '../../ir/schema.js'
import { conforms, conformsWithin } from '../checks/conforms.js'
import { swappedDirections } from '../schemas/directions.js'

/** Schemas that the examples of one document are held against; what is left then is not looked at. */
const judgementsMax = 500_000

/** Examples that are named beside the first one. */
const othersShownMax = 5

/** Whether an example is a value that the media type declares. Text and bytes are not looked into. */
export const exampleFits = (api: Api, media: MediaType, value: JsonValue): boolean =>
  !isJudged(media) || media.schema === null || conforms(api, media.schema, value)

/** JSON: elsewhere an example may be the text that the value becomes. */
const isJudged = ({ type }: MediaType): boolean => /[/+]json$/.test(type)

interface WrongExample {
  readonly name: string
  readonly media: MediaType
}

/** At most one warning, about all examples of requests and answers that their schemas refuse. */
export const wrongExamples = (api: Api): readonly Diagnostic[] => {
  const found = new Map<string, WrongExample>()
  const budget = { left: judgementsMax }
  const judge = (judging: Api, content: readonly MediaType[]): void => {
    for (const media of content.filter(isJudged))
      for (const { name, value } of media.schema === null ? [] : media.examples) {
        const key = `${media.at.file}#${media.at.pointer} ${name}`
        if (found.has(key) || budget.left <= 0) continue
        const isFitting = conformsWithin(budget, judging, media.schema ?? '', value)
        if (!isFitting && budget.left > 0) found.set(key, { name, media })
      }
  }
  const answers = swappedDirections(api)
  for (const { body, responses } of api.operations) {
    judge(api, body?.content ?? [])
    for (const { content } of responses) judge(answers, content)
  }
  return warningOf([...found.values()])
}

const warningOf = (wrong: readonly WrongExample[]): readonly Diagnostic[] => {
  const [first, ...others] = wrong
  if (first === undefined) return []
  const words = wrong.length === 1 ? 'an example is' : `${wrong.length} examples are`
  return [
    diagnostic('NX4074', {
      message: `${words} refused by the schema: \`${first.name}\``,
      at: first.media.at,
      related: others
        .slice(0, othersShownMax)
        .map(({ name, media }) => ({ message: `\`${name}\` at {place}`, at: media.at })),
    }),
  ]
}

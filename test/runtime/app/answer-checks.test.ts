// Proves that answers that come piece by piece are taken apart by their media type, whatever parameters it has.

import { expect, test } from 'vitest'
import { checkAnswers, checkedAnswer, eventChecks } from '../../../runtime/src/app/answer-checks.js'
import type { OperationDefinition } from '../../../runtime/src/app/definition.js'
import type { Issues } from '../../../runtime/src/validate/issues.js'

const isNumber = (value: unknown, issues: Issues): unknown =>
  typeof value === 'number' || issues.add('type', 'must be a number')

test.each(['text/event-stream', 'text/event-stream; charset=utf-8', 'Text/Event-Stream'])(
  '%s is a stream of events',
  async (contentType) => {
    const spec = { contentType, write: String }
    const definition = { replies: { 200: spec } } as unknown as OperationDefinition
    const check = eventChecks({}, { as: 'json', check: isNumber })
    checkAnswers([{ definition, checks: { 200: check } }])
    async function* events(): AsyncGenerator<string> {
      yield ': comment\n\n'
      yield 'event: tick\ndata: 1\n\n'
      yield 'data: "a"\n\n'
    }
    const answer = checkedAnswer(spec, events(), 'answer 200') as AsyncIterable<string>
    const seen: string[] = []
    const all = async (): Promise<void> => {
      for await (const piece of answer) seen.push(piece)
    }
    await expect(all()).rejects.toThrow('must be a number')
    expect(seen).toHaveLength(2)
  },
)

// Owns holding the answers of a test's server against their schemas, as `nexus dev` does.

import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import vm from 'node:vm'
import { type AnswerChecks, checkAnswers, eventChecks, leaveAnswers } from '../app/answer-checks.js'
import type { App } from '../app/define-app.js'
import * as patterns from '../patterns/index.js'
import * as validate from '../validate/index.js'
import type { WriteError } from '../validate/write.js'
import { answerCodeOf } from './answer-code.js'

/** Texts of wrong answers that are kept; further ones are only printed. */
const wrongMax = 100

/** Where generated applications lie in a project. */
const generatedApp = 'src/generated/app.ts'

/**
 * Holds the answers of a generated app against their schemas from here on; `wrong` gets what does not fit.
 * @throws {StartError} when its checks cannot be made.
 */
export const checkAnswersOf = async (app: App, wrong: string[]): Promise<void> => {
  const projectDir = projectOf(app)
  const code = projectDir === null ? null : await answerCodeOf(projectDir)
  if (projectDir === null || code === null) return
  const checks = checksIn(code, join(projectDir, '.nexus/answers.json'))
  const definitions = new Map(app.handlers.map(({ operation }) => [operation.id, operation]))
  const own = checks.flatMap((each) => {
    const definition = definitions.get(each.definition.id)
    return definition === undefined ? [] : [{ ...each, definition }]
  })
  checkAnswers(own, (error) => tell(error, wrong))
}

/** Answers of this app pass as in production. */
export const leaveAnswersOf = (app: App): void => {
  if (projectOf(app) !== null) leaveAnswers(app.handlers.map(({ operation }) => operation))
}

/** The project of an app that was loaded from its sources; null for one that was bundled or written by hand. */
const projectOf = ({ madeAt }: App): string | null => {
  if (madeAt === null || !madeAt.startsWith('file:')) return null
  const file = fileURLToPath(madeAt)
  if (!file.endsWith(`/${generatedApp}`)) return null
  const projectDir = resolve(file, '../../..')
  return existsSync(join(projectDir, 'nexus.config.ts')) ? projectDir : null
}

const tell = ({ message }: WriteError, wrong: string[]): void => {
  process.stderr.write(`${message}\n`)
  if (wrong.length < wrongMax) wrong.push(message)
}

/** Runs generated checks; the runtime that they import is this one. */
const checksIn = (code: string, name: string): readonly AnswerChecks[] => {
  const rows: AnswerChecks[] = []
  const collect = (checks: readonly AnswerChecks[]) => void rows.push(...checks)
  const modules: Readonly<Record<string, unknown>> = {
    '@nexusrt/runtime': { checkAnswers: collect, eventChecks },
    '@nexusrt/runtime/validate': validate,
    '@nexusrt/runtime/patterns': patterns,
  }
  const parameters = ['module', 'exports', 'require']
  const run = vm.compileFunction(code, parameters, { filename: name })
  const module = { exports: {} }
  run(module, module.exports, (wanted: string) => modules[wanted])
  return rows
}

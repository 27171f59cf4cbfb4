// Owns the project of `nexus mock`: the generated code of the document, with handlers that answer from it. It lies
// in a folder of its own, and its server is the one that a project gets: requests are checked as they would be.

import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { CompileResult, MockAnswer } from '../../pipeline.js'

/** Whoever brings credentials of the right form is let in, with every scope that is asked for. */
const server = (schemes: readonly string[]): string => `import { createApp } from '#generated/app'

const letIn = (_: unknown, { scopes }: { scopes: readonly string[] }) => ({ name: 'mock', scopes })
const security = Object.fromEntries(${JSON.stringify(schemes)}.map((scheme) => [scheme, letIn]))

export default createApp({ config: {}, createState: () => ({}), security } as never)
`

const handler = ({ name, file, reply }: MockAnswer): string => {
  const start = `import { ${name} as op } from '#generated/${file}'\n\n`
  if (reply === null) return `${start}export const ${name} = op.stub()\n`
  const { status, body, headers } = reply
  const value = body === undefined ? 'undefined' : parsed(body)
  return `${start}const reply = op.reply as (...parts: unknown[]) => never
export const ${name} = op.handler(() => reply(${status}, ${value}, { headers: ${parsed(headers)} }))
`
}

/** An expression for a value. As a literal, `__proto__` would be no name like others. */
const parsed = (value: unknown): string => `JSON.parse(${JSON.stringify(JSON.stringify(value))})`

interface ProjectFile {
  readonly path: string
  readonly text: string
}

/** The files of the project, by their paths in its folder. */
export const mockProject = (
  { files, plan }: CompileResult,
  answers: readonly MockAnswer[],
): readonly ProjectFile[] => [
  ...files.filter(({ owner }) => owner === 'generated'),
  ...answers.map((answer) => ({ path: `src/${answer.handlerFile}.ts`, text: handler(answer) })),
  { path: 'src/server.ts', text: server((plan?.api?.securitySchemes ?? []).map(nameOf)) },
  {
    path: 'package.json',
    text: JSON.stringify({ type: 'module', imports: { '#generated/*': './src/generated/*.ts' } }),
  },
]

const nameOf = ({ name }: { readonly name: string }): string => name

/** Writes the project to an empty folder below one whose node_modules has the runtime. */
export const writeMockProject = (
  folder: string,
  compiled: CompileResult,
  answers: readonly MockAnswer[],
): void => {
  for (const { path, text } of mockProject(compiled, answers)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
}

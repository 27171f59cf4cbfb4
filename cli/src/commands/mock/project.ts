// Owns the project of `nexus mock`: the generated code of the document, with handlers that answer from it. It lies
// in a folder of its own, and its server is the one that a project gets: requests are checked as they would be.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import {
  type CompileResult,
  type MockAnswer,
  namedMiddleware,
  templatesFolder,
} from '../../pipeline.js'

/** Whoever brings credentials of the right form is let in, with every scope that is asked for; middleware is passed. */
const server = (
  schemes: readonly string[],
  middleware: readonly string[],
): string => `import { createApp } from '#generated/app'
import { cors } from '@nexusrt/runtime/middleware'

const letIn = (_: unknown, { scopes }: { scopes: readonly string[] }) => ({ name: 'mock', scopes })
const security = Object.fromEntries(${JSON.stringify(schemes)}.map((scheme) => [scheme, letIn]))
const pass = (_: unknown, next: () => unknown) => next()
const named = Object.fromEntries(${JSON.stringify(middleware)}.map((name) => [name, pass]))

// Pages of any origin may ask, with any header; Authorization has to be named (Fetch, 4.10).
const open = cors({ origins: '*', headers: ['*', 'authorization'], expose: ['*'] })

export default createApp({ config: {}, createState: () => ({}), security, middleware: { app: [open], named } } as never)
`

const handler = ({ name, file, handlerFile, replies }: MockAnswer): string => {
  const start = `import { ${name} as op } from '#generated/${file}'\n`
  if (replies.length === 0) return `${start}\nexport const ${name} = op.stub()\n`
  const up = '../'.repeat(handlerFile.split('/').length - 1)
  return `${start}import { answer, type MockReply } from '${up}answer'

const replies: readonly MockReply[] = ${parsed(replies)}
export const ${name} = op.handler((context) => answer(op, replies, context))
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
  {
    path: 'src/answer.ts',
    text: readFileSync(join(templatesFolder('mock'), 'answer.ts'), 'utf8'),
  },
  {
    path: 'src/server.ts',
    text: server(
      (plan?.api?.securitySchemes ?? []).map(nameOf),
      namedMiddleware(plan?.api?.operations ?? []),
    ),
  },
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

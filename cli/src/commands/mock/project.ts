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
  const value =
    body === undefined ? 'undefined' : `JSON.parse(${JSON.stringify(JSON.stringify(body))})`
  return `${start}const reply = op.reply as (...parts: unknown[]) => never
export const ${name} = op.handler(() => reply(${status}, ${value}, { headers: ${JSON.stringify(headers)} }))
`
}

/** Writes the project to an empty folder below one whose node_modules has the runtime. */
export const writeMockProject = (
  folder: string,
  compiled: CompileResult,
  answers: readonly MockAnswer[],
): void => {
  const put = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  for (const { path, text, owner } of compiled.files) if (owner === 'generated') put(path, text)
  for (const answer of answers) put(`src/${answer.handlerFile}.ts`, handler(answer))
  put('src/server.ts', server((compiled.plan?.api?.securitySchemes ?? []).map(({ name }) => name)))
  const imports = { '#generated/*': './src/generated/*.ts' }
  put('package.json', JSON.stringify({ type: 'module', imports }))
}

// Owns a project of a document that is served, together with the generated client that calls it.

import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { transform } from 'esbuild'
import { clientOf, compile } from '../../../cli/src/pipeline.js'
import type { TestServer } from '../../../runtime/src/testing/index.js'
import { makeProject, type Project, type ProjectOptions } from './project.js'

/** What `serveWithClient` starts; `Calls` are the client's functions by their names. */
export interface ServedClient<Calls> {
  readonly project: Project
  readonly compiled: Awaited<ReturnType<typeof compile>>
  /** Text of the generated client. */
  readonly client: string
  readonly server: TestServer
  readonly api: Calls
}

/** Compiles a document in YAML with the user's `files`, starts the server, and loads its client. */
export const serveWithClient = async <Calls>(
  document: string,
  files: Readonly<Record<string, string>>,
  options: ProjectOptions = {},
): Promise<ServedClient<Calls>> => {
  const project = await makeProject(document, files, options)
  const input = { projectDir: project.dir, openapi: 'specs/api.yaml', contracts: [], ...options }
  const compiled = await compile(input)
  const client = clientOf(compiled) ?? ''
  const { code } = await transform(client, { loader: 'ts', format: 'esm' })
  project.write('client.mjs', code)
  const module = await import(pathToFileURL(join(project.dir, 'client.mjs')).href)
  const server = await project.start()
  return { project, compiled, client, server, api: module.createClient({ baseUrl: server.url }) }
}

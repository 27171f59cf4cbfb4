// A process of `npm run specs`: compiles one document into its project, bundles it, and prints what it took and
// what to ask the server, as one line of JSON.

import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { root } from '../steps.mjs'
import { completeProject } from './project.mjs'

const [project, document] = process.argv.slice(2)
const load = (path) => import(pathToFileURL(join(root, 'cli/dist', path)).href)

const bytesOf = (files) => files.reduce((sum, { text }) => sum + Buffer.byteLength(text), 0)

/** The path with something in each place, for operations that no request was made up for. */
const plainTarget = (path) => encodeURI(path.replace(/\{[^{}]*\}/g, 'x')).replaceAll('%25', '%')

const anyRefusal = [400, 401, 404, 405, 406, 411, 413, 414, 415, 422]

/** What to ask of one operation, and the statuses that are right. */
const requestsOf = ({ id, method, path, test }) => {
  const { request, secured, gap, refusals, takesJson, takesTypes } = test
  const refused = secured ? [401] : null
  if (request === null) {
    const plain = { method, target: plainTarget(path), headers: {}, body: null }
    return [{ id, ...plain, allowed: [501, ...anyRefusal] }]
  }
  const asked = [
    { id, ...request, allowed: refused ?? (gap === null ? [501] : [501, ...anyRefusal]) },
  ]
  for (const each of refusals) asked.push({ id, ...each.request, allowed: refused ?? [400] })
  const typed = { 'content-type': takesJson, ...request.headers }
  if (takesJson !== null)
    asked.push({ id, ...request, headers: typed, body: '{"', allowed: refused ?? [400] })
  const other = { ...request.headers, 'content-type': 'application/x-not-declared' }
  if (takesTypes)
    asked.push({ id, ...request, headers: other, body: 'x', allowed: refused ?? [415] })
  return asked
}

const { compile, write } = await load('pipeline.js')
const { resolvePosition } = await load('diagnostics/source.js')
const { bundleServer, writeBundle } = await load('commands/project/bundle.js')
const { SourcePackages } = await load('commands/project/source-packages.js')

const cpu = process.cpuUsage()
const start = performance.now()
const result = await compile({ projectDir: project, openapi: document, contracts: [] })
const errors = result.diagnostics.filter(({ severity }) => severity === 'error')
const described = errors.map(({ code, message, at }) => {
  const place = at === null ? null : resolvePosition(result.sources, at)
  return `refused: ${code} ${message}${at === null ? '' : ` (${at.file}${place === null ? '' : `:${place.line}:${place.column}`})`}`
})

/** On a busy machine the clock runs on while the compiler waits; its own processor time does not. */
const generated = async () => {
  const written = await write(result, { mode: 'write' })
  const wallMs = performance.now() - start
  const used = process.cpuUsage(cpu)
  const refused = written.diagnostics.find(({ severity }) => severity === 'error')
  if (refused !== undefined) throw new Error(refused.message)
  return Math.min(wallMs, (used.user + used.system) / 1000)
}

if (errors.length > 0) {
  console.log(JSON.stringify({ failure: described[0], failures: described }))
} else {
  const generateMs = await generated()
  completeProject(project)
  const packages = new SourcePackages(project)
  writeBundle(await bundleServer(project, join(project, 'dist/server.js'), packages))
  const { operations } = result.plan.api
  console.log(
    JSON.stringify({
      operations: operations.length,
      schemas: result.program.api.schemas.size,
      generateMs,
      bytes: bytesOf(result.files.filter(({ owner }) => owner === 'generated')),
      requests: operations.flatMap(requestsOf),
    }),
  )
}

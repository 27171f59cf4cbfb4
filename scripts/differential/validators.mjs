// Owns making the two validators of a document's schemas: generated code, and Ajv.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import Ajv2020 from 'ajv/dist/2020.js'
import { build } from 'esbuild'
import { virtualProject } from '../virtual-project.mjs'

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))))
const built = (path) => import(pathToFileURL(join(root, path)).href)

/** What generated code says of a value, by the number of its schema; or why the document was refused. */
export const generatedOf = async (document) => {
  const { compile } = await built('cli/dist/pipeline.js')
  const projectDir = mkdtempSync(join(tmpdir(), 'nexus-differential-'))
  try {
    writeFileSync(join(projectDir, 'api.json'), JSON.stringify(document))
    const result = await compile({
      projectDir,
      openapi: 'api.json',
      contracts: [],
      schemas: { impliedTypes: false },
    })
    const error = result.diagnostics.find(({ severity }) => severity === 'error')
    if (error !== undefined) return { refused: error }
    return { valid: await readersOf(result.files, projectDir) }
  } finally {
    rmSync(projectDir, { recursive: true, force: true })
  }
}

const readersOf = async (files, folder) => {
  const operations = files
    .map(({ path }) => /^src\/generated\/(operations\/.*)\.ts$/.exec(path)?.[1])
    .filter((path) => path !== undefined)
  const outfile = join(folder, 'all.mjs')
  await build({
    stdin: {
      contents: operations
        .map((path, i) => `export * as m${i} from 'src/generated/${path}'`)
        .join('\n'),
      resolveDir: root,
    },
    bundle: true,
    format: 'esm',
    platform: 'node',
    logLevel: 'silent',
    // The runtime as it was built.
    plugins: [virtualProject(files, (entry) => join(root, `runtime/dist/${entry}/index.js`))],
    outfile,
  })
  const modules = Object.values(await import(pathToFileURL(outfile).href))
  const definitions = new Map(
    modules
      .flatMap((each) => Object.values(each))
      .filter((each) => each?.definition?.read !== undefined)
      .map(({ definition }) => [definition.id, definition]),
  )
  const { Issues } = await built('runtime/dist/validate/index.js')
  return (i, value) => {
    const issues = new Issues()
    const context = { path: {}, query: {}, headers: {}, cookies: {}, body: undefined }
    definitions.get(`op${i}`).read({ json: () => value }, context, issues)
    return { valid: issues.count === 0, why: issues.list[0] }
  }
}

/** The same of Ajv; null where it refuses the schema. */
export const ajvOf = (schemas) => {
  const ajv = new Ajv2020({ strict: false, validateFormats: false, logger: false })
  ajv.addSchema({ $id: 'doc:all', components: { schemas } })
  return (name) => {
    try {
      const escaped = encodeURIComponent(name)
      return ajv.compile({ $ref: `doc:all#/components/schemas/${escaped}` })
    } catch {
      return null
    }
  }
}

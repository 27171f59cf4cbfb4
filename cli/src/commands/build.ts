// Owns `nexus build`: one ES module that starts the server, and what its image needs beside it.

import { rmSync, writeFileSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { Command } from 'commander'
import { type CompileResult, documentText } from '../pipeline.js'
import { Failure } from './failure.js'
import { type BuildFolder, buildFolder } from './project/build-folder.js'
import { bundleServer, writeBundle } from './project/bundle.js'
import { counted } from './project/compile.js'
import { type ProjectConfig, readConfig } from './project/config.js'
import { refuseStale } from './project/current.js'
import { documentOptions } from './project/document-options.js'
import { requireProject } from './project/folder.js'
import { misboundHandlers } from './project/handler-files.js'
import { imageFiles, writeImageFiles } from './project/image-files.js'
import { SourcePackages } from './project/source-packages.js'
import { refuseTypeErrors } from './project/typecheck.js'
import { type OutputOptions, openTerminal, type Terminal, withProgress } from './terminal.js'

interface BuildOptions extends OutputOptions {
  readonly project: string
  readonly outDir: string
  readonly vendor?: boolean
  readonly types: boolean
}

const examples = `
Examples:
  nexus build                  dist/server.js; run it with: node --enable-source-maps dist/server.js
  nexus build --vendor         also what an image needs: dist/package.json, its lock, unpublished packages as tarballs
  nexus build --no-types       without the type check, where another step makes it

Packages stay in node_modules; only your code and src/generated/ are bundled. The OpenAPI document lies beside the
server as openapi.json, which it shows at /openapi.json (server.docs, or NEXUS_DOCS: page, document, off).

Nothing is written unless it fits together, with the exit code:
  1   the document has errors, the code does not bundle, or a handler is bound to another operation
  2   the folder has a file of such a name that no build made; it stays as it is
  5   generated code is not what the document makes; \`nexus generate\` cures it
  10  what tsconfig.json compiles has type errors, as \`tsc --noEmit\` tells them; --no-types does not look`

/** Registers `build`. */
export const buildCommand = (): Command =>
  new Command('build')
    .description('Bundle the server into one file that runs in production.')
    .option('--project <dir>', 'folder of the project', '.')
    .option('--out-dir <dir>', 'where to put it, from the project', 'dist')
    .option(
      '--vendor',
      'make the output complete: package.json, its lock and tarballs, for `npm ci`',
    )
    .option('--no-types', 'build without type-checking the project')
    .addHelpText('after', examples)
    .action((options: BuildOptions) => runBuild(options))

const runBuild = async (options: BuildOptions): Promise<void> => {
  const terminal = openTerminal(options)
  const projectDir = requireProject(resolve(options.project))
  const outDir = resolve(projectDir, options.outDir)
  const outfile = join(outDir, 'server.js')
  const config = await readConfig(projectDir)
  const folder = folderFor(projectDir, config, outDir, options)
  // First of all: types against code that is about to be replaced would blame the handlers.
  const compiled = await refuseStale(projectDir, config, terminal)
  if (compiled !== null) refuseMisbound(compiled)
  const packages = new SourcePackages(projectDir)
  const title = options.types ? 'bundle and check types' : 'bundle'
  const files = await withProgress(terminal, title, () =>
    bundleChecked({ projectDir, outfile, packages, banner: folder.banner }, options, terminal),
  )
  if (folder.isOurs(documentName)) rmSync(join(outDir, documentName), { force: true })
  writeBundle(files)
  await writeDocument(projectDir, config, outDir)
  if (options.vendor)
    await withProgress(terminal, 'pack unpublished packages', () =>
      writeImageFiles(projectDir, outDir, packages.folders),
    )
  terminal.print(relative(process.cwd(), outfile))
}

const documentName = 'openapi.json'

const folderFor = (
  projectDir: string,
  config: ProjectConfig | null,
  outDir: string,
  { vendor }: BuildOptions,
): BuildFolder => {
  refuseSource(projectDir, outDir)
  const openapi = config?.openapi ?? null
  const document = openapi === null ? [] : [documentName]
  const forImage = vendor ? imageFiles : []
  const names = ['server.js', 'server.js.map', ...document, ...forImage]
  const sources = ['package.json', ...(openapi === null ? [] : [openapi])]
  return buildFolder(
    outDir,
    names,
    sources.map((name) => resolve(projectDir, name)),
  )
}

/** The server would not start, and no type tells. */
const refuseMisbound = (compiled: CompileResult): void => {
  const faults = misboundHandlers(compiled)
  if (faults.length === 0) return
  const lines = faults.map(({ file, line, message }) => `  ${file}:${line}:1: ${message}`)
  const head = `${counted(faults.length, 'handler')} of another operation`
  throw new Failure('findings', [head, ...lines].join('\n'), 'import each file its own operation')
}

/** What is built is no source: it would be compiled, watched and committed with what it is made from. */
const refuseSource = (projectDir: string, outDir: string): void => {
  const [first] = relative(projectDir, outDir).split(sep)
  if (first !== 'src' && first !== 'test') return
  const help = 'name a folder that is only for what is built: dist'
  throw new Failure('usage', `--out-dir: ${first}/ is where sources are`, help)
}

interface ToBundle {
  readonly projectDir: string
  readonly outfile: string
  readonly packages: SourcePackages
  readonly banner: string
}

/** Both at once, since both read everything. What does not bundle is told first: its type errors are the same ones. */
const bundleChecked = async (
  { projectDir, outfile, packages, banner }: ToBundle,
  { types }: BuildOptions,
  terminal: Terminal,
): Promise<Awaited<ReturnType<typeof bundleServer>>> => {
  const checked = types ? refuseTypeErrors(projectDir, terminal) : Promise.resolve()
  const bundle = bundleServer(projectDir, outfile, packages, banner)
  const [bundled, typed] = await Promise.allSettled([bundle, checked])
  if (bundled.status === 'rejected') throw bundled.reason
  if (typed.status === 'rejected') throw typed.reason
  return bundled.value
}

/** The document that the server shows at /openapi.json; a project without one has none. */
const writeDocument = async (
  projectDir: string,
  config: ProjectConfig | null,
  outDir: string,
): Promise<void> => {
  const openapi = config?.openapi ?? null
  if (config === null || openapi === null) return
  const document = documentOptions(projectDir, config.document, {})
  const text = await documentText(projectDir, openapi, document)
  if (text === null) throw new Failure('environment', `${openapi} changed during the build`, again)
  writeFileSync(join(outDir, documentName), text)
}

/** A document that cannot be read was refused before anything was bundled. */
const again = 'build again'

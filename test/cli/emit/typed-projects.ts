// Owns type-checking what is generated of documents in a test: each a project of its own, all in one program.

import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import ts from 'typescript'
import { compile, write } from '../../../cli/src/pipeline.js'
import { programOf } from '../../type-checking.js'

/** What came of one document. */
export interface TypedProject {
  /** Errors of the compiler, each with the project's name. */
  readonly said: readonly string[]
  /** The file that imports everything. */
  readonly root: string
}

/** A folder of projects, which resolve the runtime and types as installed ones do. */
export class TypedProjects {
  readonly #folder = mkdtempSync(join(tmpdir(), 'nexus-typed-'))

  constructor() {
    const modules = join(this.#folder, 'node_modules')
    mkdirSync(join(modules, '@nexusrt'), { recursive: true })
    symlinkSync(resolve('runtime'), join(modules, '@nexusrt/runtime'))
    symlinkSync(resolve('node_modules/@types'), join(modules, '@types'))
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true })
  }

  /** Generates a document, given as text, into a folder of its own. */
  async generate(name: string, text: string): Promise<TypedProject> {
    const projectDir = join(this.#folder, name)
    mkdirSync(projectDir)
    writeFileSync(join(projectDir, 'api'), text)
    cpSync('templates/project/src', join(projectDir, 'src'), { recursive: true })
    writeFileSync(
      join(projectDir, 'package.json'),
      '{"type":"module","imports":{"#generated/*":"./src/generated/*.ts"}}',
    )
    writeFileSync(
      join(projectDir, 'nexus.config.ts'),
      "import { defineConfig } from '@nexusrt/runtime/config'\nexport default defineConfig({ openapi: 'api' })\n",
    )
    const result = await compile({ projectDir, openapi: 'api', contracts: [] })
    const errors = result.diagnostics.filter(({ severity }) => severity === 'error')
    if (errors.length === 0) await write(result, { mode: 'write' })
    const said = errors.map(({ code, message }) => `${name}: ${code} ${message}`)
    return { said, root: join(projectDir, 'src/server.ts') }
  }

  /** What the type checker says of the projects, with the options of a new one. */
  typeErrors(projects: readonly TypedProject[]): readonly string[] {
    const config = ts.readConfigFile(resolve('templates/project/tsconfig.json'), ts.sys.readFile)
    const given = config.config.compilerOptions
    const { options } = ts.convertCompilerOptionsFromJson(given, this.#folder)
    const rootNames = projects.map(({ root }) => root)
    const program = programOf(rootNames, { ...options, noEmit: true })
    return ts.getPreEmitDiagnostics(program).map(({ file, start, messageText }) => {
      const line = file?.getLineAndCharacterOfPosition(start ?? 0).line ?? 0
      const text = ts.flattenDiagnosticMessageText(messageText, ' ').slice(0, 400)
      return `${file?.fileName.slice(this.#folder.length + 1)}:${line + 1} ${text}`
    })
  }
}

// Owns the proof that the examples of the guides type-check as a project's own files would, against a generated API.

import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import ts from 'typescript'
import { expect, test } from 'vitest'
import { programOf } from '../type-checking.js'
import { blocksOf, pages } from './pages.js'

const root = new URL('../../', import.meta.url).pathname

const project: Record<string, string> = {
  'nexus.config.ts': `import { defineConfig } from '@nexusrt/runtime/config'\nexport default defineConfig({})\n`,
  'src/state.ts': `export const createState = async () => ({
  pets: new Map<number, string>(), closed: false, versions: new Map<string, string>() })\n`,
  'src/security.ts': `export const security = { bearer: ({ token }: { readonly token: string }) => ({ user: token }) }\n`,
}

const examplesOf = async (page: string): Promise<string[]> =>
  blocksOf(await readFile(join(root, `docs/${page}.md`), 'utf8'), 'ts')

const options = (folder: string): ts.CompilerOptions => {
  const read = ts.readConfigFile(`${root}templates/project/tsconfig.json`, ts.sys.readFile)
  const parsed = ts.parseJsonConfigFileContent(
    { compilerOptions: read.config.compilerOptions },
    ts.sys,
    folder,
  )
  return {
    ...parsed.options,
    typeRoots: [`${root}node_modules/@types`],
    paths: {
      '#generated/*': [join(folder, 'src/generated/*')],
      pino: [`${root}node_modules/pino`],
      '@nexusrt/runtime': [`${root}runtime/src/index.ts`],
      '@nexusrt/runtime/config': [`${root}runtime/src/config.ts`],
      '@nexusrt/runtime/*': [`${root}runtime/src/*/index.ts`],
    },
  }
}

test.each(pages.petstore)(
  'the examples of docs/%s.md type-check',
  { timeout: 120_000 },
  async (page) => {
    const folder = await mkdtemp(join(tmpdir(), 'nexus-guide-'))
    try {
      await cp(join(root, 'test/golden/generated/petstore/src'), join(folder, 'src'), {
        recursive: true,
      })
      await mkdir(join(folder, 'src'), { recursive: true })
      for (const [path, text] of Object.entries(project)) await writeFile(join(folder, path), text)
      const examples = await examplesOf(page)
      expect(examples.length).toBeGreaterThan(5)
      const files = examples.map((_, index) => join(folder, `src/example-${index + 1}.ts`))
      for (const [index, text] of examples.entries()) await writeFile(files[index] ?? '', text)
      const program = programOf(files, options(folder))
      const found = files.flatMap((file) =>
        ts
          .getPreEmitDiagnostics(program, program.getSourceFile(file))
          .map(({ start, messageText, file: at }) => {
            const line = at?.getLineAndCharacterOfPosition(start ?? 0).line ?? -1
            return `${at?.fileName.slice(folder.length)}:${line + 1} ${ts.flattenDiagnosticMessageText(messageText, '\n')}`
          }),
      )
      expect(found).toEqual([])
    } finally {
      await rm(folder, { recursive: true })
    }
  },
)

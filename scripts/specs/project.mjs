// Owns the project that a document is tried in: as `nexus new` makes it, its packages linked from this checkout.

import { cpSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { root } from '../steps.mjs'

/** Makes the folder; what the compiler does not write is put in by `completeProject` afterwards. */
export const makeProject = (project, document) => {
  mkdirSync(project, { recursive: true })
  shareDependencies(dirname(project))
  writeFileSync(
    join(project, 'package.json'),
    JSON.stringify({ type: 'module', imports: { '#generated/*': './src/generated/*.ts' } }),
  )
  writeFileSync(
    join(project, 'nexus.config.ts'),
    `import { defineConfig } from '@nexusrt/runtime/config'\nexport default defineConfig({ openapi: ${JSON.stringify(document)} })\n`,
  )
  return project
}

/** One node_modules beside all projects. */
const shareDependencies = (work) => {
  if (existsSync(join(work, 'node_modules'))) return
  mkdirSync(join(work, 'node_modules/@nexusrt'), { recursive: true })
  symlinkSync(join(root, 'runtime'), join(work, 'node_modules/@nexusrt/runtime'))
  for (const name of ['@types', 'vitest'])
    symlinkSync(join(root, 'node_modules', name), join(work, 'node_modules', name))
}

/** Files of a new project that are not there yet. */
export const completeProject = (project) => {
  const options = { recursive: true, force: false, errorOnExist: false }
  for (const name of ['src', 'tsconfig.json', 'vitest.config.ts'])
    cpSync(join(root, 'templates/project', name), join(project, name), options)
}

export const removeProject = (project) => rmSync(project, { recursive: true, force: true })

/** A document without operations: what an application costs before it does anything. */
export const emptyDocument = (work) => {
  const file = join(work, 'empty.json')
  writeFileSync(
    file,
    JSON.stringify({ openapi: '3.1.0', info: { title: 'Empty', version: '1' }, paths: {} }),
  )
  return file
}

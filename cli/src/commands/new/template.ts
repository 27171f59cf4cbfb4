// Owns the literal part of a new project: copies templates/project and puts the project's name in.

import {
  cpSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'
import { templatesFolder } from '../../pipeline.js'
import { type PackageManager, saidFor } from '../npm-or-pnpm.js'
import { contractPackages } from '../project/contract-packages.js'
import { packageReferences } from './packages.js'
import { serverText } from './server-text.js'

/** Where the example specification of a project without one is, below the template. */
export const exampleSpec = 'specs/api.yaml'

/** Copies the template to `dir`. `_name` stands for `.name`, which npm would leave out of a package. */
export const copyTemplate = (dir: string): void => {
  cpSync(templatesFolder('project'), dir, { recursive: true })
  for (const name of readdirSync(dir)) {
    if (name.startsWith('_')) renameSync(join(dir, name), join(dir, `.${name.slice(1)}`))
  }
}

/** Writes the handlers and the state of the example, so that it answers from the start. */
export const copyExample = (dir: string): void =>
  cpSync(templatesFolder('example'), dir, { recursive: true })

/** Removes the example specification from a project that brings its own. */
export const removeExample = (dir: string): void => rmSync(join(dir, exampleSpec), { force: true })

/** What a project is called, installed with, and needs. */
export interface Personality {
  readonly name: string
  readonly manager: PackageManager
  readonly hasContracts: boolean
}

/** Writes the project's name, its references to the Nexus packages, and commands as its package manager has them. */
export const personalise = (dir: string, { name, manager, hasContracts }: Personality): void => {
  const references = packageReferences(manager)
  const file = join(dir, 'package.json')
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as {
    scripts: Record<string, string>
    devDependencies: Record<string, string>
  }
  const { docker = '', ...scripts } = manifest.scripts
  const edited = {
    ...manifest,
    name,
    scripts: { ...scripts, docker: docker.replace('--tag project', `--tag ${name}`) },
    dependencies: {
      '@nexusrt/runtime': references.runtime,
      ...(hasContracts ? contractPackages : {}),
    },
    devDependencies: { '@nexusrt/cli': references.cli, ...manifest.devDependencies },
  }
  writeFileSync(file, `${JSON.stringify(edited, null, 2)}\n`)
  const readme = join(dir, 'README.md')
  const text = readFileSync(readme, 'utf8').replace(/^# project$/m, `# ${name}`)
  writeFileSync(readme, saidFor(manager, text))
}

/** Puts what the contract names around operations into src/server.ts. */
export const nameMiddleware = (dir: string, names: readonly string[]): void => {
  const file = join(dir, 'src/server.ts')
  writeFileSync(file, serverText(readFileSync(file, 'utf8'), names))
}

/** Copies `from` to `to`, making the folders above it. */
export const copyInto = (from: string, to: string): void => {
  mkdirSync(dirname(to), { recursive: true })
  cpSync(from, to)
}

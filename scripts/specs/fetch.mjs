// Owns the documents of npm that `npm run specs` tries: fetched once, into a cache of the user's.

import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { capture } from '../children.mjs'
import { StepError, step } from '../steps.mjs'

/** Packages, and which of their files are documents; pinned, so that two runs try the same. */
const packages = [
  {
    name: '@octokit/openapi',
    version: '23.0.2',
    folders: ['package/generated/api.github.com.json'],
    isDocument: (path) => path === 'generated/api.github.com.json',
  },
  {
    name: '@readme/oas-examples',
    version: '8.2.2',
    folders: ['package/2.0', 'package/3.0', 'package/3.1'],
    isDocument: (path) => /^\d\.\d\/.*\.(json|yaml)$/.test(path),
  },
]

const cacheDir = () => join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'nexus-specs')

/** Every document, fetched when it is not there yet. */
export const npmDocuments = async () => {
  const found = []
  for (const each of packages) {
    const folder = await fetched(each)
    const paths = readdirSync(folder, { recursive: true }).filter(each.isDocument).sort()
    found.push(...paths.map((path) => join(folder, path)))
  }
  return found
}

/** The folder of a package's documents; it appears whole or not at all. */
const fetched = async ({ name, version, folders }) => {
  const folder = join(cacheDir(), `${name.replace('/', '-').slice(1)}-${version}`)
  if (existsSync(folder)) return folder
  const partial = `${folder}.${process.pid}`
  mkdirSync(partial, { recursive: true })
  try {
    await step(`fetch ${name}@${version}`, async () => {
      const packed = await run('npm', ['pack', `${name}@${version}`, '--silent'], partial)
      const tarball = packed.trim().split('\n').at(-1)
      await run('tar', ['xzf', tarball, ...folders], partial)
    })
    renameSync(join(partial, 'package'), folder)
  } finally {
    rmSync(partial, { recursive: true, force: true })
  }
  return folder
}

const run = async (program, args, cwd) => {
  const { code, output } = await capture(program, args, { cwd })
  if (code === 0) return output
  throw new StepError(
    `${program} ${args.join(' ')} failed`,
    'the documents come from the npm registry; name files to try others',
    output,
  )
}

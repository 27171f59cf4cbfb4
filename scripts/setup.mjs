// Owns setting up a checkout: dependencies, the native addon, the TypeScript build. Skips what is done.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { capture, endOnSignals } from './children.mjs'
import { copyDocsPage } from './docs-page-files.mjs'
import { readOptions } from './options.mjs'
import {
  fingerprint,
  forgetStamp,
  printFailure,
  readStamp,
  root,
  StepError,
  step,
  writeStamp,
} from './steps.mjs'

const usage = `usage: npm run setup, or npm run build

Installs the packages, builds the engine and compiles TypeScript: what of that has to be done. \`npm run build\`
builds where nothing changed as well.`

const nodeMin = [20, 19]

/** Brings the checkout to where the CLI runs and servers start. @throws {StepError} */
export const setup = async ({ forceBuild = false } = {}) => {
  checkNode()
  if (forceBuild) for (const name of ['native', 'typescript']) forgetStamp(name)
  await install()
  await buildNative()
  await buildTypeScript()
  copyDocsPage()
}

const checkNode = () => {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)
  if (major > nodeMin[0] || (major === nodeMin[0] && minor >= nodeMin[1])) return
  throw new StepError(
    `Nexus needs Node.js ${nodeMin.join('.')} or newer; this is ${process.versions.node}`,
    'install a current Node.js (https://nodejs.org) and run the command again',
  )
}

const manifests = [
  'package.json',
  'cli/package.json',
  'runtime/package.json',
  'native/package.json',
]

const install = async () => {
  const wanted = fingerprint(['package-lock.json', ...manifests])
  const there = existsSync(join(root, 'node_modules'))
  if (there && readStamp('install') === wanted) return
  if (!(there && matchesLock())) await step('install dependencies (npm ci)', npmCi)
  writeStamp('install', wanted)
}

/** True when what npm recorded in node_modules is what the lock file asks for. */
const matchesLock = () => {
  const hidden = join(root, 'node_modules/.package-lock.json')
  if (!existsSync(hidden)) return false
  const installed = JSON.parse(readFileSync(hidden, 'utf8')).packages
  const locked = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages
  const same = (path) => installed[path]?.version === locked[path].version
  return Object.keys(locked)
    .filter((path) => path.includes('node_modules/'))
    .every((path) => same(path) || (locked[path].optional && !installed[path]))
}

const npmCi = async () => {
  // Nothing here needs an install script: the addon is built by buildNative, in the open.
  const args = ['ci', '--ignore-scripts', '--no-fund', '--no-audit', '--loglevel=error']
  const { code, output } = await capture('npm', args, { cwd: root })
  if (code === 0) return
  throw new StepError('npm ci failed', npmHelp(output), output)
}

const npmHelp = (output) => {
  if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ETIMEDOUT|ENETUNREACH|ECONNRESET/.test(output)) {
    return 'the npm registry was not reached: check the network, or `npm config get registry`'
  }
  if (/can only install packages when your package.json and package-lock.json/.test(output)) {
    return 'run `npm install` to bring package-lock.json up to date, and commit it'
  }
  if (/ENOSPC/.test(output)) return 'the disk is full: node_modules needs about 600 MB'
  return 'the lines above are what npm said; run `npm ci` to see all of it'
}

const nativeInputs = ['native/src', 'native/scripts', 'native/binding.gyp', 'native/package.json']

const buildNative = async () => {
  const script = join(root, 'native/scripts/build.mjs')
  const wanted = fingerprint(nativeInputs, [process.platform, process.arch])
  if (readStamp('native') === wanted && (await addonLoads())) return
  await step('build the native addon (about a minute the first time)', async () => {
    const { code, output } = await capture(process.execPath, [script], { cwd: root })
    if (code === 0) return
    throw new StepError(
      'the native addon did not build',
      'the lines above say why; a C++20 compiler, make and python3 are all it needs',
      output,
    )
  })
  writeStamp('native', wanted)
}

const addonLoads = async () => {
  const entry = pathToFileURL(join(root, 'native/index.js')).href
  const probe = `(await import(${JSON.stringify(entry)})).loadAddon()`
  return (await capture(process.execPath, ['--input-type=module', '-e', probe])).code === 0
}

const typescriptInputs = ['cli/src', 'runtime/src', 'cli/tsconfig.json', 'runtime/tsconfig.json']

const buildTypeScript = async () => {
  const wanted = fingerprint([...typescriptInputs, 'tsconfig.json', 'tsconfig.base.json'])
  const built = ['cli/dist/main.js', 'runtime/dist/index.js'].every((file) =>
    existsSync(join(root, file)),
  )
  if (built && readStamp('typescript') === wanted) return
  await step('compile TypeScript (tsc -b cli runtime)', async () => {
    const tsc = join(root, 'node_modules/typescript/bin/tsc')
    const args = [tsc, '-b', '--pretty', 'cli', 'runtime']
    const { code, output } = await capture(process.execPath, args, { cwd: root })
    if (code === 0) return
    throw new StepError('TypeScript found errors', 'fix what is listed above', output)
  })
  writeStamp('typescript', wanted)
}

if (process.argv[1] === join(root, 'scripts/setup.mjs')) {
  const { values } = readOptions(usage, {
    options: { 'force-build': { type: 'boolean', default: false } },
  })
  endOnSignals()
  try {
    await setup({ forceBuild: values['force-build'] })
  } catch (error) {
    printFailure(error)
    process.exitCode = 1
  }
}

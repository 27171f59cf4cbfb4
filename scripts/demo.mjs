// Owns `npm run demo`: a local chain with a token, a project generated from specs/examples, served, and
// curls to try. `npm run demo -- [dir] [--check]`. Nothing it starts outlives it.

import { randomBytes } from 'node:crypto'
import { cpSync, existsSync, mkdtempSync, readdirSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { deployToken, startChain } from './chain.mjs'
import { capture, endOnSignals, isEnding, onEnd, start, stopAll } from './children.mjs'
import { checkCurls } from './demo-check.mjs'
import { demoCurls } from './demo-curls.mjs'
import { readOptions } from './options.mjs'
import { setup } from './setup.mjs'
import { printFailure, root, StepError, step } from './steps.mjs'

const examples = join(root, 'specs/examples')
const cli = join(root, 'cli/bin/nexus.js')
const serveTimeoutMs = 60_000
const usage = `usage: npm run demo -- [folder] [--check]

  folder    where to make the project; new or empty (default: a temporary one, removed at the end)
  --check   run every printed curl, check the answers, and exit

PORT and HOST are taken from the environment.`

const main = async () => {
  const { folder, check } = readArguments()
  endOnSignals()
  await setup()
  const projectDir = folder ?? temporaryFolder()
  const chain = await step('start a chain (anvil)', startChain)
  const token = await step('deploy the token', () => deployToken(chain))
  await step('generate a project and install its dependencies', () => makeProject(projectDir))
  const env = serverEnvironment(chain, token)
  const server = await step('start the server', () => serve(projectDir, env))
  const curls = demoCurls({ url: server.url, key: env.SHOP_KEY, token, accounts: chain.accounts })
  if (check) return checkCurls(curls)
  console.log(invitation(projectDir, server.url, curls))
  await server.ended
  if (!isEnding()) throw new StepError('the server ended', 'its last lines are above')
}

const readArguments = () => {
  const { values, positionals } = readOptions(usage, {
    options: { check: { type: 'boolean', default: false } },
    positionals: [0, 1],
  })
  const [named] = positionals
  const folder = named === undefined ? null : resolve(process.env.INIT_CWD ?? '.', named)
  if (folder && existsSync(folder) && readdirSync(folder).length > 0) {
    throw new StepError(`${named} is not empty`, 'choose a folder that is new or empty')
  }
  return { folder, check: values.check }
}

const temporaryFolder = () => {
  const parent = mkdtempSync(join(realpathSync(tmpdir()), 'nexus-demo-'))
  onEnd(() => rmSync(parent, { recursive: true, force: true }))
  return join(parent, 'shop')
}

const makeProject = async (projectDir) => {
  const inputs = [
    '--openapi',
    join(examples, 'tokens.yaml'),
    '--abi',
    join(examples, 'token/Token.json'),
  ]
  await nexus(['new', projectDir, ...inputs, '--quiet'])
  // What a user would do next: write the handlers.
  cpSync(join(examples, 'src'), join(projectDir, 'src'), { recursive: true })
}

const nexus = async (args) => {
  const { code, output } = await capture(process.execPath, [cli, ...args])
  if (code !== 0) throw new StepError(`nexus ${args[0]} failed`, 'its output is above', output)
}

const serverEnvironment = (chain, token) => ({
  PORT: '3000',
  HOST: '127.0.0.1',
  LOG_LEVEL: 'warn',
  ...process.env,
  RPC_URL: chain.url,
  TOKEN_ADDRESS: token.address,
  TOKEN_SIGNER_KEY: chain.signerKey,
  SHOP_KEY: randomBytes(8).toString('hex'),
})

/** `nexus dev` in the project; resolves when it listens. */
const serve = async (projectDir, env) => {
  const child = start(process.execPath, [cli, 'dev'], {
    cwd: projectDir,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = new Promise((resolve) => child.once('exit', resolve))
  let output = ''
  const listening = new Promise((resolve) => {
    const read = (chunk) => {
      output += chunk
      const match = /listening on (http:\S+)/.exec(output)
      if (match) resolve(match[1])
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
  })
  const url = await Promise.race([
    listening,
    ended.then(() => null),
    sleep(serveTimeoutMs, null, { ref: false }),
  ])
  if (url === null) throw new StepError('the server did not start', 'its output is above', output)
  child.stdout.pipe(process.stdout)
  child.stderr.pipe(process.stderr)
  return { url, ended }
}

const invitation = (projectDir, url, curls) => {
  const name = relative(process.cwd(), projectDir)
  const folder = name.startsWith('..') ? projectDir : name
  const lines = curls.map(({ title, command }) => `  # ${title}\n  ${command}\n`)
  return `
Serving on ${url}. Try:

${lines.join('\n')}
The project is in ${folder}
Edit a file in src/handlers/ and ask again: it reloads without dropping a request. Ctrl-C ends everything.
`
}

try {
  await main()
  await stopAll()
} catch (error) {
  printFailure(error)
  process.exitCode = 1
  await stopAll()
}

// Owns `npm run test:docs-page`: the page at /docs in a real browser. Every operation is on it, nothing comes from
// anywhere else, its policy stops nothing, and a request that it sends is answered.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { capture, endOnSignals, onEnd, start, stop, stopAll } from './children.mjs'
import { findBrowser, openBrowser } from './docs-page/browser.mjs'
import { setup } from './setup.mjs'
import { completeProject, makeProject } from './specs/project.mjs'
import { listening } from './specs/run.mjs'
import { printFailure, root, StepError, step } from './steps.mjs'

const documents = ['specs/examples/tokens.yaml', 'templates/project/specs/api.yaml']

const nexus = async (project, ...args) => {
  const { code, output } = await capture(
    process.execPath,
    [join(root, 'cli/bin/nexus.js'), ...args],
    {
      cwd: project,
    },
  )
  if (code !== 0)
    throw new StepError(`nexus ${args[0]} failed`, 'the output above says why', output)
}

/** A project of the document, generated and bundled as a user does it. */
const makeServer = async (work, document, index) => {
  const project = makeProject(join(work, String(index)), document)
  await nexus(project, 'generate')
  completeProject(project)
  // Types of real documents are what `npm run specs` checks.
  await nexus(project, 'build', '--no-types')
  return project
}

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']
/** How many blocks the page has: an operation stands under each of its tags. */
const countOperations = (project) =>
  Object.values(JSON.parse(readFileSync(join(project, 'dist/openapi.json'), 'utf8')).paths)
    .flatMap((item) => methods.map((method) => item[method] ?? []))
    .flat()
    .reduce((sum, { tags = [] }) => sum + Math.max(1, new Set(tags).size), 0)

/**
 * Opens the first GET operation, or the first of all, sends its request with `1` for every parameter, and waits for
 * an answer. The page makes its elements anew as it likes, so that each is looked for when it is needed.
 */
const tryItOut = `(async () => {
  const find = (selector) => document.querySelector(selector)
  const until = async (selector) => {
    for (let i = 0; i < 400; i++) {
      const found = find(selector)
      if (found) return found
      await new Promise((go) => setTimeout(go, 50))
    }
    throw new Error('the page has no ' + selector)
  }
  const block = find('.opblock-get') ?? find('.opblock')
  block.querySelector('.opblock-summary-control').click()
  ;(await until('.opblock.is-open .try-out__btn')).click()
  await until('.opblock.is-open .execute')
  for (const input of document.querySelectorAll('.opblock.is-open .parameters input[type=text]')) {
    Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value').set.call(input, '1')
    input.dispatchEvent(new Event('input', { bubbles: true }))
  }
  find('.opblock.is-open .execute').click()
  const cell = await until('.opblock.is-open .live-responses-table tbody .response-col_status')
  return cell.textContent.trim().slice(0, 3)
})()`

const faultsOf = async (browser, url, expected) => {
  await browser.open(new URL('/docs', url).href)
  await browser.until(
    `document.querySelectorAll('.opblock').length === ${expected}`,
    `a page with ${expected} operations`,
  )
  const hasAny = expected > 0
  const status = hasAny ? await browser.evaluate(tryItOut) : '200'
  const origin = new URL(url).origin
  const elsewhere = browser.requests.filter(
    (each) => !each.startsWith(`${origin}/`) && !/^(data|blob|about):/.test(each),
  )
  // What a stub answers, 501, or a check of what `1` is put for, is a failed load to the browser's console, and an answer to us.
  const faults = browser.faults.filter((each) => !/status of (400|401|501)/.test(each))
  return [
    ...(/^(2\d\d|400|401|501)$/.test(status) ? [] : [`the request was answered ${status}`]),
    ...elsewhere.map((each) => `it asked for ${each}`),
    ...faults,
  ]
}

const tryDocument = async (work, program, document, index) => {
  const project = await makeServer(work, resolve(root, document), index)
  const server = start(process.execPath, ['dist/server.js'], {
    cwd: project,
    env: { ...process.env, PORT: '0', HOST: '127.0.0.1', NEXUS_DOCS: 'page' },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const url = await listening(server)
  const browser = await openBrowser(program)
  const expected = countOperations(project)
  const faults = await faultsOf(browser, url, expected)
  await stop(server)
  console.log(`${faults.length === 0 ? 'ok  ' : 'FAIL'} ${document}: ${expected} operations`)
  for (const fault of faults) console.log(`     ${fault}`)
  return faults.length === 0
}

const main = async () => {
  endOnSignals()
  await setup()
  const program = await findBrowser(capture)
  if (program === null)
    throw new StepError(
      'no Chromium was found',
      'on Debian: apt-get install chromium; or set CHROMIUM',
    )
  const work = mkdtempSync(join(tmpdir(), 'nexus-docs-page-'))
  onEnd(() => rmSync(work, { recursive: true, force: true }))
  const given = process.argv.slice(2)
  let passed = 0
  const tried = given.length > 0 ? given : documents
  await step('the page at /docs', async () => {
    for (const [index, document] of tried.entries())
      passed += (await tryDocument(work, program, document, index)) ? 1 : 0
  })
  console.log(`${passed} passed, ${tried.length - passed} failed`)
  process.exitCode = passed === tried.length ? 0 : 1
}

try {
  await main()
} catch (error) {
  printFailure(error)
  process.exitCode = 1
} finally {
  await stopAll()
}

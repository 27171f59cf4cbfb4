// Owns `npm run test:docs-page`: the page at /docs of `nexus dev` in a real browser. Every operation is on it, nothing
// comes from anywhere else, its policy stops nothing, and a request that it sends is answered by the server itself.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { capture, endOnSignals, onEnd, start, stop, stopAll } from './children.mjs'
import { findBrowser, openBrowser } from './docs-page/browser.mjs'
import { lookOn, tryItOut } from './docs-page/in-page.mjs'
import { readOptions } from './options.mjs'
import { setup } from './setup.mjs'
import { completeProject, makeProject } from './specs/project.mjs'
import { listening } from './specs/run.mjs'
import { printFailure, root, StepError, step } from './steps.mjs'

const usage = `usage: npm run test:docs-page -- [FILE ...]

Without files: the document of the demo, and that of a new project. CHROMIUM names the browser.`

const documents = ['specs/examples/tokens.yaml', 'templates/project/specs/api.yaml']

const nexus = join(root, 'cli/bin/nexus.js')
/** A document of 13 MB is compiled first. */
const devTimeoutMs = 180_000

/** A project of the document, generated as a user does it. */
const makeGenerated = async (work, document, index) => {
  const project = makeProject(join(work, String(index)), document)
  const { code, output } = await capture(process.execPath, [nexus, 'generate'], { cwd: project })
  if (code !== 0) throw new StepError('nexus generate failed', 'the output above says why', output)
  completeProject(project)
  return project
}

const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']
/** How many blocks the page has: an operation stands under each of its tags. */
const countOperations = async (url) => {
  const { paths } = await (await fetch(new URL('/openapi.json', url))).json()
  return Object.values(paths)
    .flatMap((item) => methods.map((method) => item[method] ?? []))
    .flat()
    .reduce((sum, { tags = [] }) => sum + Math.max(1, new Set(tags).size), 0)
}

/** Rows that come into view are measured, and the page grows: its end counts when it stays the end. */
const endsSeen = 5

/** How many tags and operations the page has: all of them opened and scrolled past, as a reader does it. */
const lookThrough = async (browser) => {
  const tags = new Set()
  const operations = new Set()
  for (let ends = 0; ends < endsSeen; ) {
    const seen = await browser.evaluate(lookOn)
    for (const id of seen.tags) tags.add(id)
    for (const id of seen.operations) operations.add(id)
    ends = seen.isEnd ? ends + 1 : 0
  }
  return { tags: tags.size, operations: operations.size }
}

/** Opens the page afresh; gives how long it took until its tags were there. */
const openPage = async (browser, url, expected) => {
  const began = performance.now()
  await browser.open(new URL('/docs/', url).href)
  const anything = expected > 0 ? '.opblock-tag' : '.information-container'
  await browser.until(`document.querySelector('${anything}') !== null`, 'a page with its tags')
  return performance.now() - began
}

const faultsOf = async (browser, url, expected) => {
  const shownMs = await openPage(browser, url, expected)
  const { tags, operations } = await lookThrough(browser)
  console.log(
    `     ${operations} operations in ${tags} tags, the first after ${Math.round(shownMs)} ms`,
  )
  await openPage(browser, url, expected)
  const status = expected > 0 ? await browser.evaluate(tryItOut) : '200'
  const origin = new URL(url).origin
  const elsewhere = browser.requests.filter(
    (each) => !each.startsWith(`${origin}/`) && !/^(data|blob|about):/.test(each),
  )
  // What a stub answers, 501, or a check of what `1` is put for, is a failed load to the browser's console, and an answer to us.
  const faults = browser.faults.filter((each) => !/status of (400|401|501)/.test(each))
  return [
    ...(operations === expected ? [] : [`the page has ${operations} operations`]),
    ...(/^(2\d\d|400|401|501)$/.test(status) ? [] : [`the request was answered ${status}`]),
    ...elsewhere.map((each) => `it asked for ${each}`),
    ...faults,
  ]
}

const tryDocument = async (work, program, document, index) => {
  const project = await makeGenerated(work, resolve(root, document), index)
  // Types of real documents are what `npm run specs` checks.
  const server = start(process.execPath, [nexus, 'dev', '--port', '0', '--no-types'], {
    cwd: project,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const url = await listening(server, devTimeoutMs)
  const browser = await openBrowser(program)
  const expected = await countOperations(url)
  const faults = await faultsOf(browser, url, expected)
  await stop(server)
  console.log(`${faults.length === 0 ? 'ok  ' : 'FAIL'} ${document}: ${expected} operations`)
  for (const fault of faults) console.log(`     ${fault}`)
  return faults.length === 0
}

const main = async () => {
  const { positionals: given } = readOptions(usage, { positionals: [0, Infinity] })
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

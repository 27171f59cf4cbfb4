// Owns a headless Chromium that is talked to over pipes (Chrome DevTools Protocol): one page, what it loads, and
// what its console says.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onEnd, start } from '../children.mjs'

const commandTimeoutMs = 60_000
const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']

/** A program that `which` finds, or null. */
export const findBrowser = async (capture) => {
  for (const name of process.env.CHROMIUM ? [process.env.CHROMIUM] : names) {
    const { code, output } = await capture('which', [name])
    if (code === 0) return output.trim()
  }
  return null
}

/** Starts the browser with one page; `faults` collects what went wrong in it, `requests` what it asked for. */
export const openBrowser = async (program) => {
  const profile = mkdtempSync(join(tmpdir(), 'nexus-chromium-'))
  onEnd(() => rmSync(profile, { recursive: true, force: true, maxRetries: 5 }))
  const flags = [
    '--headless',
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    '--disable-dev-shm-usage',
    '--window-size=1280,1600',
  ]
  const child = start(
    program,
    [...flags, `--user-data-dir=${profile}`, '--remote-debugging-pipe', 'about:blank'],
    { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] },
  )
  const browser = new Browser(child)
  await browser.attach()
  return browser
}

class Browser {
  faults = []
  requests = []
  #waiting = new Map()
  #next = 1
  #session
  #out
  #rest = ''

  constructor(child) {
    this.#out = child.stdio[3]
    child.stdio[4].setEncoding('utf8').on('data', (text) => this.#read(text))
    child.once('close', () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('the browser ended'))
    })
  }

  async attach() {
    const { targetInfos } = await this.#send('Target.getTargets', {})
    const { targetId } = targetInfos.find(({ type }) => type === 'page')
    const { sessionId } = await this.#send('Target.attachToTarget', { targetId, flatten: true })
    this.#session = sessionId
    for (const domain of ['Page', 'Runtime', 'Log', 'Network'])
      await this.#send(`${domain}.enable`, {})
  }

  open(url) {
    return this.#send('Page.navigate', { url })
  }

  /** The value of an expression in the page. */
  async evaluate(expression) {
    const { result, exceptionDetails } = await this.#send('Runtime.evaluate', {
      expression,
      awaitPromise: true,
      returnByValue: true,
    })
    if (exceptionDetails !== undefined)
      throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text)
    return result.value
  }

  /** Waits until an expression is true in the page. */
  async until(expression, what) {
    const deadline = Date.now() + commandTimeoutMs
    while (!(await this.evaluate(expression))) {
      if (Date.now() > deadline) throw new Error(`${what} did not happen`)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }

  #send(method, params) {
    const id = this.#next++
    const sessionId = this.#session
    this.#out.write(`${JSON.stringify({ id, method, params, ...(sessionId && { sessionId }) })}\0`)
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${method}: no answer`)), commandTimeoutMs)
      const end = (settle) => (value) => {
        clearTimeout(timer)
        this.#waiting.delete(id)
        settle(value)
      }
      this.#waiting.set(id, { resolve: end(resolve), reject: end(reject) })
    })
  }

  #read(text) {
    const messages = (this.#rest + text).split('\0')
    this.#rest = messages.pop() ?? ''
    for (const message of messages) this.#hear(JSON.parse(message))
  }

  #hear({ id, method, params, result, error }) {
    if (id !== undefined) {
      const asked = this.#waiting.get(id)
      if (error === undefined) asked?.resolve(result)
      else asked?.reject(new Error(error.message))
    }
    if (method === 'Network.requestWillBeSent') this.requests.push(params.request.url)
    if (method === 'Runtime.exceptionThrown')
      this.faults.push(
        params.exceptionDetails.exception?.description ?? params.exceptionDetails.text,
      )
    if (method === 'Runtime.consoleAPICalled' && ['error', 'assert'].includes(params.type))
      this.faults.push(params.args.map((each) => each.value ?? each.description).join(' '))
    if (method === 'Log.entryAdded' && params.entry.level === 'error')
      this.faults.push(`${params.entry.text} ${params.entry.url ?? ''}`)
  }
}

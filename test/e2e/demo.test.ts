// `npm run demo`: its own check, and an end that leaves no process and no folder.

import { execFileSync } from 'node:child_process'
import { readdirSync, realpathSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { npmScript, root, runNode, startNode, stopAll } from './processes.js'
import { temporaryFolder } from './shared-project.js'

const script = join(root, 'scripts/demo.mjs')
let folder = ''

afterEach(async () => {
  await stopAll()
  rmSync(folder, { recursive: true, force: true })
})

/** Processes whose command line names `text`. */
const processesWith = (text: string): string[] =>
  execFileSync('ps', ['-eo', 'pid=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(text) && !line.includes('ps -eo'))

describe('npm run demo', () => {
  it('-- --check runs every curl it prints', async () => {
    folder = temporaryFolder()
    const { code, stdout, stderr } = await runNode([script, '--check'], {
      cwd: root,
      // Since Node.js 22 the TypeScript compiler keeps its bytecode in the temporary folder.
      env: { PORT: '0', TMPDIR: folder, NODE_DISABLE_COMPILE_CACHE: '1' },
    })
    expect(code, `${stdout}${stderr}`).toBe(0)
    expect(stdout).toMatch(/\d+ passed, 0 failed/)
    expect(readdirSync(folder)).toEqual([])
    expect(processesWith(folder)).toEqual([])
  })

  it('ends when the npm that runs it is told to', async () => {
    folder = temporaryFolder()
    const shop = join(realpathSync(folder), 'shop')
    const npm = npmScript()
    const demo = startNode([npm, 'run', 'demo', '--', shop], { cwd: root, env: { PORT: '0' } })
    await demo.waitFor(/Ctrl-C ends everything/)
    await demo.stop('SIGTERM')
    await expect.poll(() => processesWith(shop), { timeout: 15_000 }).toEqual([])
  })

  it('keeps a chosen folder, and SIGTERM ends everything else', async () => {
    folder = temporaryFolder()
    const shop = join(realpathSync(folder), 'shop')
    const demo = startNode([script, shop], { cwd: root, env: { PORT: '0', TMPDIR: tmpdir() } })
    await demo.waitFor(/Serving on (http:\S+)\. Try:/)
    await demo.waitFor(/Ctrl-C ends everything/)
    expect(demo.output()).toContain('/v1/token/balances/')
    expect(await demo.stop('SIGTERM')).toBe(143)
    expect(demo.output()).not.toContain('error:')
    expect(readdirSync(shop)).toContain('nexus.config.ts')
    expect(processesWith(shop)).toEqual([])
    expect(processesWith('nexus-demo')).toEqual([])
  })
})

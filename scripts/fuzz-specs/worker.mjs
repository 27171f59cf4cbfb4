// Owns one process of `npm run fuzz:specs`: compiles the hostile documents of a range of seeds, judges what comes, and
// says before each which one it is about to be, so that one that never ends has a name.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { openImporter } from '../injection/modules.mjs'
import { root } from '../steps.mjs'
import { damageOf } from './damage.mjs'
import { openJudge } from './judge.mjs'

const load = (path) => import(pathToFileURL(join(root, `cli/dist/${path}.js`)).href)

const judge = await openJudge(load, await openImporter(root))
const { keywords } = await load('ir/keywords')
const words = [...new Set(Object.values(keywords).flatMap(Object.keys))]

const sandbox = mkdtempSync(join(tmpdir(), 'nexus-fuzz-'))

const judged = async (hostile) => {
  try {
    return await judge(sandbox, hostile)
  } catch (error) {
    return { refused: false, problems: [String(error?.stack ?? error).slice(0, 2_000)] }
  }
}

process.on('message', async ({ files, seed, count, keep, family }) => {
  const damaged = damageOf(files, words, family)
  for (let i = 0; i < count; i++) {
    process.send({ kind: 'start', seed: seed + i })
    const hostile = damaged(seed + i)
    if (keep !== undefined) writeFileSync(keep, hostile.text)
    const before = process.cpuUsage()
    const { refused, problems } = await judged(hostile)
    // Of this process: what others do meanwhile takes no part in it.
    const { user, system } = process.cpuUsage(before)
    const ms = (user + system) / 1000
    process.send({ kind: 'end', seed: seed + i, file: hostile.name, ms, refused, problems })
  }
  rmSync(sandbox, { recursive: true, force: true })
  process.send({ kind: 'done' }, () => process.disconnect())
})

// Holds the compiler to hostile documents that a seed decides: nothing throws, every refusal has a place, what is
// written can be imported, and a sample of it type-checks. `npm run fuzz:specs -- --seed N --count N` takes more.

import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { keywords } from '../../../cli/src/ir/keywords.js'
import { damageOf } from '../../../scripts/fuzz-specs/damage.mjs'
import { families } from '../../../scripts/fuzz-specs/families.mjs'
import { type Hostile, openJudge } from '../../../scripts/fuzz-specs/judge.mjs'
import { openImporter } from '../../../scripts/injection/modules.mjs'
import { randomOf } from '../../../scripts/random.mjs'
import { root } from '../../house/sources.js'
import { TypedProjects } from './typed-projects.js'

const sandbox = mkdtempSync(join(tmpdir(), 'nexus-hostile-'))
const projects = new TypedProjects()
let judge: Awaited<ReturnType<typeof openJudge>>

beforeAll(async () => {
  const load = (path: string) => import(/* @vite-ignore */ join(root, `cli/src/${path}.ts`))
  judge = await openJudge(load, await openImporter(root))
})
afterAll(() => {
  projects.close()
  rmSync(sandbox, { recursive: true, force: true })
})

/** Documents that are damaged: one for each feature. */
const features = readdirSync(join(root, 'specs/features'))
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => join(root, 'specs/features', name))

const words = [...new Set(Object.values(keywords).flatMap((each) => Object.keys(each)))]

/** Whether its project type-checks as it is made: hooks for credentials and middleware are the user's to write. */
const isWhole = ({ isAbi, text }: Hostile): boolean =>
  !isAbi && !/securitySchemes|x-nexus-middleware/.test(text)

/** A minute, for documents that are compiled in a few milliseconds each. */
const timeoutMs = 60_000

describe('hostile documents', () => {
  const seedsOfFamily = 4

  test.each(Object.entries(families))(
    '%s',
    async (name, make) => {
      for (let seed = 1; seed <= seedsOfFamily; seed++) {
        const hostile: Hostile = { isAbi: false, file: 'api.json', ...make(randomOf(seed)) }
        const { problems } = await judge(sandbox, hostile)
        expect(problems, `${name}, seed ${seed}`).toEqual([])
      }
    },
    timeoutMs,
  )

  const seeds = { first: 1_000, count: 60, typed: 6 }

  test(
    'that are damaged real ones, and a sample of what compiles type-checks',
    async () => {
      const damaged = damageOf(features, words)
      const compiled: Hostile[] = []
      for (let seed = seeds.first; seed < seeds.first + seeds.count; seed++) {
        const hostile = damaged(seed)
        const { problems, refused } = await judge(sandbox, hostile)
        expect(problems, `seed ${seed}: ${hostile.name}`).toEqual([])
        if (!refused && isWhole(hostile)) compiled.push(hostile)
      }
      // Of both outcomes there are many, or the damage is none.
      expect(compiled.length).toBeGreaterThan(seeds.typed)
      expect(compiled.length).toBeLessThan(seeds.count - seeds.typed)
      const made = []
      for (const [i, { text }] of compiled.slice(0, seeds.typed).entries())
        made.push(await projects.generate(`p${i}`, text))
      expect(made.flatMap(({ said }) => said)).toEqual([])
      expect(projects.typeErrors(made)).toEqual([])
    },
    timeoutMs * 2,
  )
})

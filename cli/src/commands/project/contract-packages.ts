// Owns what a project with contracts installs beside the runtime, and how one is told that lacks it.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** As the optional peers in the runtime's package.json. */
export const contractPackages = { ethers: '^6.17.0' } as const

/** What contracts need that package.json does not ask for, as lines to print. */
export const missingPackages = (projectDir: string): string[] => {
  const file = join(projectDir, 'package.json')
  const text = existsSync(file) ? readFileSync(file, 'utf8') : ''
  return Object.entries(contractPackages)
    .filter(([name]) => !text.includes(`"${name}"`))
    .map(([name, range]) => `  contracts need ${name}: npm install ${name}@${range}`)
}

// Owns the case of a project that has contracts and no ethers: what a process prints that cannot start has the next step.

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, it } from 'vitest'
import { contractPackages } from '../../../cli/src/commands/project/contract-packages.js'
import { loadEthers } from '../../../runtime/src/web3/load-ethers.js'

const require = createRequire(import.meta.url)

it('tells what to install where it is not there, and hides no other failure', () => {
  expect(() => loadEthers(() => require('ethers-of-nowhere'))).toThrow(
    expect.objectContaining({ code: 'setup', help: 'npm install ethers@6' }),
  )
  const broken = new Error('broken')
  expect(() =>
    loadEthers(() => {
      throw broken
    }),
  ).toThrow(broken)
})

it('is a peer of the runtime that need not be there, in the range that projects with contracts get', () => {
  const runtime = JSON.parse(readFileSync('runtime/package.json', 'utf8'))
  for (const [name, range] of Object.entries(contractPackages)) {
    expect(runtime.peerDependencies[name]).toBe(range)
    expect(runtime.peerDependenciesMeta[name]).toEqual({ optional: true })
    expect(runtime.dependencies).not.toHaveProperty(name)
  }
})

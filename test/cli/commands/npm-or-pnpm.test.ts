// For which package manager a project is made, and how its commands are written.

import { describe, expect, it } from 'vitest'
import { runningPackageManager, saidFor } from '../../../cli/src/commands/npm-or-pnpm.js'

describe('the package manager that runs a command', () => {
  it.each([
    ['pnpm/9.15.0 npm/? node/v22.12.0 linux x64', 'pnpm'],
    ['npm/10.9.0 node/v22.12.0 linux x64 workspaces/false', 'npm'],
    ['yarn/1.22.22 npm/? node/v22.12.0 linux x64', 'npm'],
    [undefined, 'npm'],
  ])('of %s is %s', (agent, manager) => {
    const environment = agent === undefined ? {} : { npm_config_user_agent: agent }
    expect(runningPackageManager(environment)).toBe(manager)
  })
})

describe('commands of a text', () => {
  const text = [
    'npm run dev         # serve',
    'npm test            # tests',
    '  npx nexus dev      serve it',
    'Run `npm run generate` or `npx nexus check`; npm itself is named as it is.',
  ].join('\n')

  it('are those of pnpm, and columns stay columns', () => {
    expect(saidFor('pnpm', text).split('\n')).toEqual([
      'pnpm dev            # serve',
      'pnpm test           # tests',
      '  pnpm nexus dev     serve it',
      'Run `pnpm generate` or `pnpm nexus check`; npm itself is named as it is.',
    ])
  })

  it('stay as they are for npm', () => {
    expect(saidFor('npm', text)).toBe(text)
  })
})

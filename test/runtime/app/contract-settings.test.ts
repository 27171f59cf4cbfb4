// Settings of contracts that are wrong or unset: the operator hears of them at the start, by their variables.

import { describe, expect, it } from 'vitest'
import { unsetWarning } from '../../../runtime/src/app/contract-settings.js'
import { defineApp } from '../../../runtime/src/app/define-app.js'
import { StartError } from '../../../runtime/src/app/errors.js'
import { createGeneration } from '../../../runtime/src/app/generation.js'
import { defineConfig, env } from '../../../runtime/src/config.js'
import { createLog } from '../../../runtime/src/observe/log.js'
import { connectContracts } from '../../../runtime/src/web3/connect.js'
import type { ContractsConfig } from '../../../runtime/src/web3/settings.js'

const config = defineConfig({
  openapi: 'api.yaml',
  contracts: {
    token: {
      abi: 'Token.json',
      chain: { id: 31337, rpcUrl: env('RPC_URL') },
      address: env('TOKEN_ADDRESS', ''),
      signer: env('TOKEN_KEY', ''),
    },
  },
})

const right = {
  RPC_URL: 'http://127.0.0.1:1',
  TOKEN_ADDRESS: '0x5fbdb2315678afecb367f032d93f642f64180aa3',
}

const app = defineApp({
  title: 'T',
  version: '1',
  config,
  handlers: [],
  openContracts: (resolved) =>
    connectContracts<{ token: unknown }>(resolved as ContractsConfig, { token: (link) => link }),
})

const start = async (...environments: Record<string, string>[]): Promise<string[]> => {
  const lines: string[] = []
  const log = createLog('info', { write: (line: string) => void lines.push(line) })
  const warn = unsetWarning()
  for (const environment of environments) {
    const generation = await createGeneration(app, environment, log, warn)
    await generation.dispose()
  }
  return lines
}

describe('settings of contracts', () => {
  it.each([
    ['RPC_URL', 'nope', 'contracts.token.chain.rpcUrl is no http or https URL'],
    ['TOKEN_ADDRESS', '0x12', 'contracts.token.address is no address'],
    ['TOKEN_KEY', 'secret', 'contracts.token.signer is not a private key'],
  ])('%s that is wrong prevents the start, and is named', async (name, value, message) => {
    const error = await start({ ...right, [name]: value }).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(StartError)
    expect(error).toMatchObject({ message: `${message}; it comes from ${name}.` })
  })

  it('without an address are warned of, once for as long as nothing changes', async () => {
    const unset = { ...right, TOKEN_ADDRESS: '' }
    const warning = {
      level: 'warn',
      unset: ['contracts.token.address'],
      set: ['TOKEN_ADDRESS'],
    }
    const warnings = async (...environments: Record<string, string>[]) =>
      (await start(...environments)).map((line) => JSON.parse(line))
    expect(await warnings(unset, unset, unset)).toMatchObject([warning])
    expect(await warnings(unset, right, unset)).toMatchObject([warning, warning])
  })

  it('find the endpoint of a named chain where the server finds its other variables', async () => {
    const named = defineApp({
      title: 'T',
      version: '1',
      config: defineConfig({ contracts: { token: { abi: 'Token.json', chain: 'base' } } }),
      handlers: [],
      openContracts: (resolved) =>
        connectContracts<{ token: unknown }>(resolved as ContractsConfig, {
          token: (link) => link,
        }),
    })
    const open = (environment: Record<string, string>) =>
      createGeneration(named, environment, createLog('silent'), unsetWarning())
    const generation = await open({ BASE_RPC_URL: 'http://127.0.0.1:1' })
    expect(generation.chains()).toEqual([{ id: 8453, circuit: 'closed', calls: [], retries: 0 }])
    await generation.dispose()
    await expect(open({})).rejects.toThrow('BASE_RPC_URL is not set')
  })

  it('that are right are not spoken of', async () => {
    expect(await start(right)).toEqual([])
  })
})

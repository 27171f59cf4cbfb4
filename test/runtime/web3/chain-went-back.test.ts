// Owns the cases of a development chain that is restarted or rolled back under a running server: the write that notices
// it is refused before it is signed, and the next one is right. Public chains replace their newest block every day.

import { AbiCoder } from 'ethers'
import { afterEach, expect, it } from 'vitest'
import { example, openGenerated } from '../../cli/contracts/generated.js'
import { type Anvil, accounts, deploy, keys, startAnvil } from './anvil.js'

const [deployer, alice] = accounts
const abi = example('Token')

const deployToken = (anvil: Anvil) => {
  const args = AbiCoder.defaultAbiCoder().encode(
    ['string', 'string', 'uint256'],
    ['Demo', 'DMO', 10n ** 24n],
  )
  return deploy(anvil, JSON.parse(abi).bytecode + args.slice(2))
}

const closers: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

/** A contract on a chain that a server has written to. */
const written = async () => {
  const state = { anvil: await startAnvil() }
  closers.push(() => state.anvil.stop())
  const address = await deployToken(state.anvil)
  const chain = { id: 31337, rpcUrl: state.anvil.url }
  const open = openGenerated(
    { token: abi },
    { contracts: { token: { chain, address, signer: keys[0] } } },
  )
  closers.push(open.close)
  const transfer = async (value: bigint) => {
    const sent = await open.contracts.token?.write.transfer?.({ to: alice, value })
    await sent?.wait()
    return sent
  }
  const balance = () => open.contracts.token?.read.balanceOf?.(alice)
  return { state, address, transfer, balance }
}

const refused = {
  code: 'transaction',
  message: expect.stringMatching(
    /transfer.*the chain went back: block \d+ is not.*nothing was sent/,
  ),
}

const isIdle = async (anvil: Anvil) =>
  expect(await anvil.rpc('txpool_status')).toEqual({ pending: '0x0', queued: '0x0' })

it.each([0, 10])('a chain that begins anew and mines %i more blocks', async (blocks) => {
  const { state, address, transfer, balance } = await written()
  for (let count = 0; count < 3; count++) await transfer(1n)
  await state.anvil.stop()
  state.anvil = await startAnvil(state.anvil.port)
  expect(await deployToken(state.anvil)).toBe(address)
  await state.anvil.rpc('anvil_mine', `0x${blocks.toString(16)}`)
  await expect(transfer(5n)).rejects.toMatchObject(refused)
  await isIdle(state.anvil)
  expect((await transfer(7n))?.nonce).toBe(1)
  expect(await balance()).toBe(7n)
})

it('a chain that is rolled back, as between tests', async () => {
  const { state, transfer, balance } = await written()
  await transfer(1n)
  const snapshot = await state.anvil.rpc('evm_snapshot')
  for (let count = 0; count < 3; count++) await transfer(1n)
  await state.anvil.rpc('evm_revert', snapshot)
  await expect(transfer(5n)).rejects.toMatchObject(refused)
  await isIdle(state.anvil)
  expect((await transfer(7n))?.nonce).toBe(2)
  expect(await balance()).toBe(8n)
})

it('a chain without its contract', async () => {
  const { state, transfer } = await written()
  await transfer(1n)
  await transfer(1n)
  await state.anvil.stop()
  state.anvil = await startAnvil(state.anvil.port)
  await expect(transfer(5n)).rejects.toMatchObject(refused)
  await expect(transfer(7n)).rejects.toMatchObject({ code: 'setup' })
  await isIdle(state.anvil)
})

it('a chain that has grown beyond the one that is gone, and has no contract', async () => {
  const { state, transfer } = await written()
  await transfer(1n)
  await transfer(1n)
  await state.anvil.stop()
  state.anvil = await startAnvil(state.anvil.port)
  // As a deploy script does: more blocks, and more transactions of the same account, than there were.
  for (let count = 0; count < 8; count++) {
    await state.anvil.rpc('eth_sendTransaction', { from: deployer, to: alice, value: '0x1' })
  }
  await expect(transfer(5n)).rejects.toMatchObject(refused)
  await expect(transfer(7n)).rejects.toMatchObject({ code: 'setup' })
  await isIdle(state.anvil)
})

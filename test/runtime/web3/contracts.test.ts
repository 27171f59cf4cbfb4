// Generated clients against a real EVM: reads, writes, custom errors, nonces, and a node that dies.

import { AbiCoder } from 'ethers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  type ContractsConfig,
  contractProblem,
  isContractError,
} from '../../../runtime/src/web3/index.js'
import { emitted, evaluate, example, openGenerated } from '../../cli/contracts/generated.js'
import { type Anvil, accounts, deploy, keys, startAnvil } from './anvil.js'

const [owner, alice, bob] = accounts
const abis = { token: example('Token'), nft: example('Nft') }

const bytecode = (name: 'Token' | 'Nft', args: readonly unknown[], types: readonly string[]) =>
  JSON.parse(example(name)).bytecode + AbiCoder.defaultAbiCoder().encode(types, args).slice(2)

const deployToken = (anvil: Anvil) =>
  deploy(anvil, bytecode('Token', ['Demo', 'DMO', 10n ** 24n], ['string', 'string', 'uint256']))
const deployNft = (anvil: Anvil) =>
  deploy(anvil, bytecode('Nft', ['Things', 'TNG', 2n], ['string', 'string', 'uint256']))

/** The error that a call rejects with. */
interface Failed extends Readonly<Record<string, unknown>> {
  readonly place?: { readonly contract?: string }
}

const failure = async (call: Promise<unknown>): Promise<Failed> => {
  try {
    await call
  } catch (error) {
    return error as Failed
  }
  throw new Error('the call was expected to fail')
}

describe('a generated client', () => {
  let anvil: Anvil
  let config: ContractsConfig
  let open: ReturnType<typeof openGenerated>

  beforeAll(async () => {
    anvil = await startAnvil()
    const chain = { id: 31337, rpcUrl: anvil.url }
    const token = await deployToken(anvil)
    const nft = await deployNft(anvil)
    config = {
      contracts: {
        token: { chain, address: token, signer: keys[0] },
        nft: { chain, address: nft, signer: keys[0] },
      },
    }
    open = openGenerated(abis, config)
  })

  afterAll(async () => {
    open?.close()
    await anvil?.stop()
  })

  const clients = () => {
    const { token, nft } = open.contracts
    if (!token || !nft) throw new Error('a contract is missing')
    return { token, nft }
  }

  it('reads values of every kind', async () => {
    const { read } = clients().token
    expect(await read.name?.()).toBe('Demo')
    expect(await read.decimals?.()).toBe(18)
    expect(await read.totalSupply?.()).toBe(10n ** 24n)
    expect(await read.balanceOf?.(owner)).toBe(10n ** 24n)
    expect(await read.holdings?.([owner, alice])).toEqual([
      { account: owner, balance: 10n ** 24n },
      { account: alice, balance: 0n },
    ])
  })

  it('writes, and reads at the block before', async () => {
    const { read, write } = clients().token
    const sent = await write.transfer?.({ to: alice, value: 5n })
    const receipt = await sent?.wait()
    const transfer = { eventName: 'Transfer', args: { from: owner, to: alice, value: 5n } }
    expect(receipt?.events).toEqual([{ ...transfer, log: receipt?.logs[0] }])
    expect(receipt?.logs).toHaveLength(1)
    expect(receipt?.hash).toBe(sent?.hash)
    expect(await read.balanceOf?.(alice)).toBe(5n)
    const before = (receipt?.blockNumber ?? 0n) - 1n
    expect(await read.balanceOf?.(alice, { at: before })).toBe(0n)
    expect(await read.balanceOf?.(alice, { at: { blockHash: receipt?.blockHash } })).toBe(5n)
  })

  it('gives the typed error when an estimate reverts, and the nonce is not used up', async () => {
    const { read, write } = clients().token
    const before = await anvil.rpc('eth_getTransactionCount', owner, 'pending')
    const error = await failure(write.faucet?.({ to: bob, value: 10n ** 30n }) ?? Promise.resolve())
    expect(error).toMatchObject({
      code: 'revert',
      errorName: 'FaucetLimitExceeded',
      errorArgs: { caller: owner, asked: 10n ** 30n, max: 10n ** 21n },
      place: { contract: 'Token', signature: 'faucet(address,uint256)' },
    })
    expect(await anvil.rpc('eth_getTransactionCount', owner, 'pending')).toBe(before)
    await (await write.faucet?.({ to: bob, value: 7n }))?.wait()
    expect(await read.balanceOf?.(bob)).toBe(7n)
    expect(JSON.parse(JSON.stringify(error)).errorArgs.max).toBe('1000000000000000000000')
    expect(contractProblem(error)?.status).toBe(409)
  })

  it('gives the typed error when a mined transaction reverted', async () => {
    const { write } = clients().token
    const gasLimit = 100_000n
    const sent = await write.faucet?.({ to: bob, value: 10n ** 30n }, { gasLimit })
    const error = await failure(sent?.wait() ?? Promise.resolve())
    expect(error).toMatchObject({ errorName: 'FaucetLimitExceeded', transactionHash: sent?.hash })
  })

  it('tells a wrong address from a refusal without a reason', async () => {
    const at = async (code: string | null) => {
      const address = code === null ? config.contracts?.token?.address : `0x${'c0'.repeat(20)}`
      if (code !== null) await anvil.rpc('anvil_setCode', address, code)
      const chain = { id: 31337, rpcUrl: anvil.url }
      const { contracts, close } = openGenerated(
        { nft: abis.nft },
        { contracts: { nft: { chain, address: `${address}`, signer: keys[0] } } },
      )
      const { read, write } = contracts.nft ?? {}
      const failed = await Promise.all([
        failure(read?.ownerOf?.(1n) ?? Promise.resolve()),
        failure(read?.ownerOf?.(1n) ?? Promise.resolve()),
        failure(write?.mint?.({ to: bob }) ?? Promise.resolve()),
      ])
      close()
      return failed.map((error) => [
        error.code,
        contractProblem(error)?.status,
        `${error.message}`.replace(/0x[\da-f]{40}/i, 'ADDRESS'),
      ])
    }
    const mistaken = (signature: string) => [
      'result',
      502,
      `Nft.${signature}: reverted without data: the code at ADDRESS does not have this function`,
    ]
    const ownerOf = 'ownerOf(uint256)'
    expect(await at(null)).toEqual([
      mistaken(ownerOf),
      mistaken(ownerOf),
      mistaken('mint(address)'),
    ])
    const refused = (signature: string) => [
      'revert',
      409,
      `Nft.${signature}: reverted without a reason`,
    ]
    const refusals = [refused(ownerOf), refused(ownerOf), refused('mint(address)')]
    // Reverts at once; behind it the selectors of both, or the DELEGATECALL of a proxy.
    expect(await at('0x60006000fd636352211e636a627842')).toEqual(refusals)
    expect(await at('0x60006000fdf4')).toEqual(refusals)
  })

  it('tells whose custom error it was', async () => {
    const load = evaluate(emitted(abis))
    const opened = (
      load('src/generated/contracts.ts').openContracts as (c: ContractsConfig) => never
    )(config)
    const { contracts, close } = opened as ReturnType<typeof openGenerated>
    const transfer = contracts.token?.read.transfer ?? contracts.token?.write.transfer
    const error = await failure(
      transfer?.({ to: '0x0000000000000000000000000000000000000000', value: 1n }) ??
        Promise.resolve(),
    )
    const isTokenError = load('src/generated/contracts/token.ts').isTokenError as (
      e: unknown,
    ) => boolean
    const isNftError = load('src/generated/contracts/nft.ts').isNftError as (e: unknown) => boolean
    expect(error.errorName).toBe('ERC20InvalidReceiver')
    expect([isTokenError(error), isNftError(error), isTokenError(new Error('x'))]).toEqual([
      true,
      false,
      false,
    ])
    close()
  })

  it('gives each of many concurrent writes a nonce of its own', async () => {
    const { token, nft } = clients()
    const start = Number(await anvil.rpc('eth_getTransactionCount', owner, 'pending'))
    const writes = Array.from({ length: 20 }, (_, i) =>
      i % 5 === 4
        ? failure(token.write.faucet?.({ to: bob, value: 10n ** 30n }) ?? Promise.resolve())
        : i === 7
          ? nft.write.setApprovalForAll?.({ operator: bob, approved: true })
          : token.write.transfer?.({ to: bob, value: 1n }),
    )
    const sent = (await Promise.all(writes)).filter((item) => item && 'nonce' in item)
    const nonces = sent.map((item) => (item as { nonce: number }).nonce).sort((a, b) => a - b)
    expect(nonces).toEqual(Array.from({ length: 16 }, (_, i) => start + i))
    await Promise.all(sent.map((item) => (item as { wait(): Promise<unknown> }).wait()))
  })

  it('speaks ERC-721', async () => {
    const { read, write } = clients().nft
    await (await write.mint?.({ to: owner }))?.wait()
    expect(await read.ownerOf?.(1n)).toBe(owner)
    const transfer = write['safeTransferFrom(address,address,uint256)']
    await (await transfer?.({ from: owner, to: alice, tokenId: 1n }))?.wait()
    expect(await read.ownerOf?.(1n)).toBe(alice)
    expect(await read.supportsInterface?.('0x80ac58cd')).toBe(true)
    const error = await failure(read.ownerOf?.(9n) ?? Promise.resolve())
    expect(error).toMatchObject({ errorName: 'ERC721NonexistentToken', errorArgs: { tokenId: 9n } })
  })

  it('refuses wrong values before anything is sent', async () => {
    const { read, write } = clients().token
    const wrong: readonly (Promise<unknown> | undefined)[] = [
      read.balanceOf?.('0x12'),
      read.balanceOf?.(owner.replace('F', 'f')),
      write.transfer?.({ to: alice, value: -1n }),
      write.transfer?.({ to: alice, value: 2n ** 256n }),
      write.transfer?.({ to: alice, value: 1 }),
      write.transfer?.({ to: alice }),
      read.holdings?.('0x'),
    ]
    for (const call of wrong) {
      const { code, place } = await failure(call ?? Promise.resolve())
      expect([code, place?.contract]).toEqual(['argument', 'Token'])
    }
  })

  it('says when there is no contract, no address, no signer', async () => {
    const chain = { id: 31337, rpcUrl: anvil.url }
    const codes = async (settings: object) => {
      const other = openGenerated(
        { token: abis.token },
        { contracts: { token: { chain, ...settings } } },
      )
      const reads = await failure(other.contracts.token?.read.name?.() ?? Promise.resolve())
      const write = other.contracts.token?.write.transfer?.({ to: bob, value: 1n })
      const writes = await failure(write ?? Promise.resolve())
      other.close()
      return [reads.code, writes.code]
    }
    expect(await codes({ address: bob })).toEqual(['result', 'setup'])
    expect(await codes({ address: '', signer: '' })).toEqual(['setup', 'setup'])
    const unpaid = clients().token.write.approve?.(
      { spender: bob, value: 1n },
      { value: 10n ** 30n },
    )
    expect((await failure(unpaid ?? Promise.resolve())).code).toBe('transaction')
  })

  it('rejects with the reason of an aborted signal', async () => {
    const { read } = clients().token
    const reason = new Error('the client left')
    expect(
      await failure(read.name?.({ signal: AbortSignal.abort(reason) }) ?? Promise.resolve()),
    ).toBe(reason)
    const controller = new AbortController()
    const call = read.name?.({ signal: controller.signal })
    controller.abort(reason)
    expect(await failure(call ?? Promise.resolve())).toBe(reason)
    expect(await read.name?.()).toBe('Demo')
  })

  it('refuses a node of another chain', async () => {
    const settings = { ...config.contracts?.token, chain: { id: 1, rpcUrl: anvil.url } }
    const other = openGenerated({ token: abis.token }, { contracts: { token: settings } })
    const error = await failure(other.contracts.token?.read.name?.() ?? Promise.resolve())
    expect(error.message).toContain('the node serves chain 31337, the configuration names chain 1')
    other.close()
  })
})

describe('a node that dies', () => {
  it('opens the breaker, fails fast, and is used again when it is back', async () => {
    let anvil = await startAnvil()
    const { port, url } = anvil
    const address = await deployToken(anvil)
    const policy = {
      deadlineMs: 20_000,
      perTryTimeoutMs: 10_000,
      backoff: { initialDelayMs: 1, maxDelayMs: 5 },
      breaker: {
        minimumNumberOfCalls: 4,
        // As long as the assertions about an open breaker may take.
        openMs: 2_000,
        maxOpenMs: 2_000,
        permittedCallsInHalfOpen: 1,
      },
    }
    const chain = { id: 31337, rpcUrl: url }
    const changes: unknown[] = []
    const open = openGenerated(
      { token: abis.token },
      {
        contracts: { token: { chain, address, signer: keys[0], policy } },
        onCircuit: (change) => changes.push(change),
      },
    )
    const token = open.contracts.token
    const outcomes = () => {
      const calls = open.status()[0]?.calls ?? []
      return calls.map(({ method, outcome }) => `${method} ${outcome}`)
    }
    const name = () => token?.read.name?.() ?? Promise.resolve()
    try {
      expect(await name()).toBe('Demo')
      await (await token?.write.transfer?.({ to: alice, value: 1n }))?.wait()
      await anvil.stop()
      const first = await failure(name())
      expect(first.code).toBe('unavailable')
      // Earlier successes count, too: the rate has to reach one half first.
      for (let call = 0; call < 20 && open.status()[0]?.circuit === 'closed'; call++) {
        await failure(name())
      }
      expect(open.status()).toMatchObject([{ id: 31337, circuit: 'open' }])
      // Whole milliseconds: people read them in the log.
      expect(changes[0]).toMatchObject({
        chain: 31337,
        circuit: 'open',
        host: new URL(url).host,
        retryAfterMs: expect.toSatisfy(Number.isInteger),
        cause: { name: 'RpcFailure', message: expect.stringMatching(/ECONNREFUSED|ECONNRESET/) },
      })
      const refused = await failure(name())
      // The chain's id is asked for first, as the node was lost.
      const counted = ['eth_call ok', 'eth_call failed', 'eth_chainId circuit_open']
      const refusedAtOnce = () => failure(name()).then(outcomes)
      await expect.poll(refusedAtOnce).toEqual(expect.arrayContaining(counted))
      expect(refused.retryAfterMs).toBeGreaterThan(0)
      expect(contractProblem(refused)).toMatchObject({
        status: 503,
        retryAfterS: expect.any(Number),
      })
      expect(
        isContractError(
          await failure(token?.write.transfer?.({ to: alice, value: 1n }) ?? Promise.resolve()),
        ),
      ).toBe(true)

      anvil = await startAnvil(port)
      expect(await deployToken(anvil)).toBe(address)
      await expect.poll(() => name().catch(() => null)).toBe('Demo')
      await expect.poll(() => changes.at(-1)).toMatchObject({ circuit: 'closed' })
      // The chain began anew, and so do the nonces.
      const sent = await token?.write.transfer?.({ to: alice, value: 2n })
      await sent?.wait()
      expect(sent?.nonce).toBe(1)
      expect(await token?.read.balanceOf?.(alice)).toBe(2n)
    } finally {
      open.close()
      await anvil.stop()
    }
  })
})

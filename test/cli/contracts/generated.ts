// Owns how tests get a generated client: read, plan, emit, transpile, evaluate against the runtime's
// source.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { transformSync } from 'esbuild'
import { emitContracts } from '../../../cli/src/emit/contracts/emit.js'
import type { Contract } from '../../../cli/src/ir/contract.js'
import { planContracts } from '../../../cli/src/plan/contracts/plan.js'
import { readAbi } from '../../../cli/src/read/abi/abi.js'
import * as web3 from '../../../runtime/src/web3/index.js'

export const root = fileURLToPath(new URL('../../../', import.meta.url))

export const contractOf = (file: string, text: string): Contract => {
  const { value, diagnostics } = readAbi({ file, text })
  if (!value)
    throw new Error(diagnostics.map(({ code, message }) => `${code} ${message}`).join('\n'))
  return value
}

export const example = (name: string): string =>
  readFileSync(join(root, 'specs/examples/token', `${name}.json`), 'utf8')

/** `src/generated/...` -> text, for the ABIs by key. */
export const emitted = (abis: Readonly<Record<string, string>>): ReadonlyMap<string, string> => {
  const inputs = Object.entries(abis).map(([key, text]) => {
    const abiFile = `abi/${key}.json`
    return { key, abiFile, contract: contractOf(abiFile, text) }
  })
  return new Map(emitContracts(planContracts(inputs)).map(({ path, text }) => [path, text]))
}

type Exports = Record<string, unknown>

/** Evaluates emitted files as the bundle would; gives the exports of each by path. */
export const evaluate = (files: ReadonlyMap<string, string>): ((path: string) => Exports) => {
  const loaded = new Map<string, Exports>()
  const load = (path: string): Exports => {
    const known = loaded.get(path)
    if (known) return known
    const exports: Exports = {}
    loaded.set(path, exports)
    const text = files.get(path)
    if (text === undefined) throw new Error(`no file ${path}`)
    const { code } = transformSync(text, { loader: 'ts', format: 'cjs', target: 'es2022' })
    const module = { exports }
    const require = (name: string) =>
      name === '@nexusrt/runtime/web3' ? web3 : load(join('src/generated', `${name}.ts`))
    new Function('module', 'exports', 'require', code)(module, exports, require)
    loaded.set(path, module.exports)
    return module.exports
  }
  return load
}

/** Members of a client as tests call them: by name, with whatever arguments. */
export type AnyClient = {
  readonly read: Record<string, (...args: unknown[]) => Promise<unknown>>
  readonly write: Record<string, (...args: unknown[]) => Promise<web3.SentTransaction>>
}

/** `openContracts` of the wiring that is emitted for these ABIs. */
export const openGenerated = (
  abis: Readonly<Record<string, string>>,
  config: web3.ContractsConfig,
): web3.OpenContracts<Record<string, AnyClient>> => {
  const { openContracts } = evaluate(emitted(abis))('src/generated/contracts.ts')
  return (openContracts as (config: web3.ContractsConfig) => never)(config)
}

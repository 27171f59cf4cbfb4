// Owns compiling specs/examples/token/*.sol into artifacts beside them. The same solc and the same
// OpenZeppelin give the same bytes, which a test holds against what is committed.
//
// usage: node scripts/compile-examples.mjs [--check]

import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { argv, exit } from 'node:process'
import { fileURLToPath, pathToFileURL } from 'node:url'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')
const folder = join(root, 'specs/examples/token')
const contracts = ['Token', 'Nft']

/** Compiles every example; returns `{ path, text }` of each artifact, without writing anything. */
export const compileExamples = () => {
  const require = createRequire(import.meta.url)
  const output = JSON.parse(
    require('solc').compile(JSON.stringify(compilerInput()), {
      import: (path) => readImport(path, require),
    }),
  )
  const errors = (output.errors ?? []).filter((error) => error.severity === 'error')
  if (errors.length > 0) throw new Error(errors.map((error) => error.formattedMessage).join('\n'))
  return contracts.map((name) => artifactOf(name, output.contracts[`${name}.sol`][name]))
}

const compilerInput = () => ({
  language: 'Solidity',
  sources: Object.fromEntries(
    contracts.map((name) => [
      `${name}.sol`,
      { content: readFileSync(join(folder, `${name}.sol`), 'utf8') },
    ]),
  ),
  settings: {
    evmVersion: 'cancun',
    optimizer: { enabled: true, runs: 200 },
    // The hash of the metadata would put the patch versions of everything into the bytecode.
    metadata: { bytecodeHash: 'none', appendCBOR: false },
    outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } },
  },
})

const readImport = (path, require) => ({ contents: readFileSync(require.resolve(path), 'utf8') })

const artifactOf = (name, compiled) => {
  const artifact = {
    contractName: name,
    sourceName: `${name}.sol`,
    abi: compiled.abi,
    bytecode: `0x${compiled.evm.bytecode.object}`,
  }
  return { path: join(folder, `${name}.json`), text: `${JSON.stringify(artifact, null, 2)}\n` }
}

const main = () => {
  const artifacts = compileExamples()
  if (argv.includes('--check')) {
    const stale = artifacts.filter(({ path, text }) => readFileSync(path, 'utf8') !== text)
    for (const { path } of stale)
      console.error(`${path} is stale: run node scripts/compile-examples.mjs`)
    exit(stale.length === 0 ? 0 : 1)
  }
  for (const { path, text } of artifacts) writeFileSync(path, text)
}

if (import.meta.url === pathToFileURL(argv[1] ?? '').href) main()

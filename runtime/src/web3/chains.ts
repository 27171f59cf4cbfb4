// Owns the chains that a configuration may name instead of spelling them out.

/** Chain ids by name (EIP-155; chainlist.org). */
const idsByName: ReadonlyMap<string, number> = new Map([
  ['ethereum', 1],
  ['optimism', 10],
  ['bsc', 56],
  ['polygon', 137],
  ['fantom', 250],
  ['base', 8453],
  ['arbitrum', 42161],
  ['avalanche', 43114],
])

/** `base` -> 8453; null for a name that is not known. */
export const chainIdOf = (name: string): number | null => idsByName.get(name) ?? null

/** The variable with the endpoint of a named chain: `BASE_RPC_URL`. */
export const rpcVariableOf = (name: string): string => `${name.toUpperCase()}_RPC_URL`

export const chainNames: readonly string[] = [...idsByName.keys()]

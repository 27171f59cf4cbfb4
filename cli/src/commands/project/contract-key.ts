// Owns what a contract is called that only its file names.

import { basename } from 'node:path'

/** Name of a contract after its file: `abi/ERC20Token.json` is `erc20Token`, `my-nft.abi.json` `myNft`. */
export const contractKey = (file: string): string => {
  const words = basename(file)
    .replace(/(\.abi)?\.json$/i, '')
    .split(/[^A-Za-z0-9]+/)
    .filter((word) => word !== '')
  const [first = 'contract', ...rest] = words
  const head = first.replace(/^[A-Z]+(?=[A-Z][a-z]|[^A-Za-z]|$)|^[A-Z]/, (caps) =>
    caps.toLowerCase(),
  )
  const key = head + rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')
  return /^[0-9]/.test(key) ? `contract${key}` : key
}

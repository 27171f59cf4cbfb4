// Owns finding and loading the addon's binary. Nothing is loaded at import: `loadAddon()` does it, once.
import { existsSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const require = createRequire(import.meta.url)
const packageDir = dirname(fileURLToPath(import.meta.url))

/** The addon could not be loaded: `code` and `message` say why, `help` what to do. */
export class NativeLoadError extends Error {
  constructor(code, message, help, options) {
    super(message, options)
    this.name = 'NativeLoadError'
    this.code = code
    this.help = help
  }
}

/** Where a binary may be, best first: an override, prebuilt for this platform, built from the checkout. */
const candidates = () => {
  const found = []
  if (process.env.NEXUS_NATIVE) found.push(process.env.NEXUS_NATIVE)
  const prebuilt = join(packageDir, 'prebuilds', `${process.platform}-${process.arch}`)
  if (existsSync(prebuilt)) {
    const libc = process.report?.getReport?.().header?.glibcVersionRuntime ? 'glibc' : 'musl'
    const files = readdirSync(prebuilt).filter((file) => file.endsWith('.node'))
    const fits = files.filter(
      (file) => !/\.(glibc|musl)\./.test(file) || file.includes(`.${libc}.`),
    )
    found.push(...fits.sort().map((file) => join(prebuilt, file)))
  }
  found.push(join(packageDir, 'build', 'Release', 'nexus.node'))
  return found
}

const missing = () => {
  if (process.platform !== 'linux') {
    return new NativeLoadError(
      'NEXUS_UNSUPPORTED_PLATFORM',
      `Nexus's native engine has no driver for ${process.platform} yet.`,
      'Run it on Linux: a container or WSL 2 will do.',
    )
  }
  return new NativeLoadError(
    'NEXUS_NATIVE_MISSING',
    `There is no native engine for ${process.platform}-${process.arch} in ${packageDir}.`,
    `Build it: node ${join(packageDir, 'scripts', 'build.mjs')}   (needs a C++20 compiler, make and python3)`,
  )
}

let loaded

/**
 * Loads the addon, or gives the one that was loaded before.
 * @throws {NativeLoadError} when there is no binary for this platform or it does not load.
 */
export const loadAddon = () => {
  if (loaded) return loaded
  const path = candidates().find((candidate) => existsSync(candidate))
  if (path === undefined) throw missing()
  try {
    loaded = require(path)
  } catch (cause) {
    throw new NativeLoadError(
      'NEXUS_NATIVE_BROKEN',
      `The native engine at ${path} does not load in Node ${process.version}: ${cause.message}`,
      `Build it again: node ${join(packageDir, 'scripts', 'build.mjs')} --force`,
      { cause },
    )
  }
  return loaded
}

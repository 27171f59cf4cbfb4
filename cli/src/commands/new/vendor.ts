// Owns the tarballs of a project that brings the Nexus packages of a checkout with it: whoever has the project installs
// it, without the checkout.

import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Failure } from '../failure.js'
import type { PackageManager } from '../npm-or-pnpm.js'
import { packInto } from '../project/pack.js'
import { packageReferences } from './packages.js'

const command = '@nexusrt/cli'

/** @throws {Failure} `usage` where a project cannot have them. */
export const refuseVendor = (manager: PackageManager): void => {
  if (manager !== 'npm')
    throw new Failure(
      'usage',
      `--vendor: ${manager} looks for what the tarballs depend on in the registry`,
      'leave out --vendor, or make the project with --package-manager npm',
    )
  if (!packageReferences(manager).cli.startsWith('file:'))
    throw new Failure('usage', '--vendor: these packages come from a registry', 'leave it out')
}

/** Packs them into `vendor/` of the project, and lets its package.json name the tarballs. */
export const vendorPackages = async (dir: string): Promise<void> => {
  const file = join(dir, 'package.json')
  const manifest = JSON.parse(readFileSync(file, 'utf8')) as {
    dependencies: Record<string, string>
    devDependencies: Record<string, string>
  }
  const asked = { ...manifest.dependencies, [command]: manifest.devDependencies[command] ?? '' }
  const vendorDir = join(dir, 'vendor')
  mkdirSync(vendorDir)
  const packed = await packInto(dir, vendorDir, asked)
  const { [command]: cli = '', ...dependencies } = packed.dependencies
  const devDependencies = { ...manifest.devDependencies, [command]: cli }
  writeFileSync(
    file,
    `${JSON.stringify({ ...manifest, dependencies, devDependencies }, null, 2)}\n`,
  )
}

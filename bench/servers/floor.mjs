// Builds the floor (floor/floor.cc) with the compiler that built the addon; returns the command that starts it.
import { spawnSync } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const binary = join(here, '..', '.nexus', 'floor')

export const buildFloor = () => {
  mkdirSync(dirname(binary), { recursive: true })
  const compiler = process.env.CXX ?? 'g++'
  const args = ['-O2', '-std=c++20', join(here, 'floor', 'floor.cc'), '-o', binary]
  const { status, stderr, error } = spawnSync(compiler, args, { encoding: 'utf8' })
  if (status !== 0)
    throw new Error(`${compiler} could not build the floor: ${error?.message ?? stderr}`)
  return { command: binary, args: [] }
}

// Owns building the addon from a checkout: `node native/scripts/build.mjs [--asan] [--force]`. Quick when the
// sources are what was built last. Needs a C++20 compiler, make and python3; nothing of it runs on install.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const packageDir = dirname(dirname(fileURLToPath(import.meta.url)))
const require = createRequire(import.meta.url)
const asan = process.argv.includes('--asan')
const force = process.argv.includes('--force')
const outputDir = join(packageDir, 'build', asan ? 'Asan' : 'Release')
const output = join(outputDir, 'nexus.node')
const stamp = join(outputDir, 'nexus.stamp')

const sourceFiles = (dir) =>
  readdirSync(dir, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(dir, entry.name)
      return entry.isDirectory() ? sourceFiles(path) : [path]
    })
    .sort()

const fingerprint = () => {
  const hash = createHash('sha256')
  hash.update(`${process.platform}-${process.arch} ${asan} ${process.env.CXX ?? ''}`)
  for (const file of [
    ...sourceFiles(join(packageDir, 'src')),
    join(packageDir, 'binding.gyp'),
    fileURLToPath(import.meta.url),
  ]) {
    hash.update(`\0${file.slice(packageDir.length)}\0`).update(readFileSync(file))
  }
  return hash.digest('hex')
}

// A compiler may be of several words: `ccache g++`.
const runs = (command) => {
  const [name = '', ...words] = command.trim().split(/\s+/)
  return spawnSync(name, [...words, '--version'], { stdio: 'ignore' }).status === 0
}

const fail = (message) => {
  process.stderr.write(`error: ${message}\n`)
  process.exit(1)
}

const checkTools = () => {
  const missing = []
  if (!runs(process.env.CXX ?? 'g++') && !runs('c++') && !runs('clang++'))
    missing.push('a C++20 compiler (g++ 11+ or clang++ 14+)')
  if (!runs('make')) missing.push('make')
  if (!runs(process.env.PYTHON ?? 'python3')) missing.push('python3')
  if (missing.length === 0) return
  fail(
    `the native engine cannot be built: ${missing.join(', ')} not found.\n` +
      '  Debian, Ubuntu: sudo apt-get install g++ make python3\n' +
      '  Fedora: sudo dnf install gcc-c++ make python3\n' +
      '  Alpine: apk add g++ make python3 linux-headers',
  )
}

/** Node's own headers lie beside the binary in official archives and most packages. */
const headersDir = () => {
  const prefix = dirname(dirname(process.execPath))
  return existsSync(join(prefix, 'include', 'node', 'node_api.h')) ? prefix : null
}

// A package that has a binary needs neither: they are not installed with it.
const nodeGypScript = () => {
  try {
    require.resolve('node-addon-api')
    return require.resolve('node-gyp/bin/node-gyp.js')
  } catch {
    return fail(
      'what builds it is not installed: npm install --no-save node-gyp@12 node-addon-api@8',
    )
  }
}

const build = () => {
  // Own object directory per variant, so that switching costs nothing.
  const workDir = join(packageDir, 'build', asan ? 'work-asan' : 'work')
  mkdirSync(workDir, { recursive: true })
  // Anew, so that a source that is gone is not compiled; kept times let make skip what did not change.
  rmSync(join(workDir, 'src'), { recursive: true, force: true })
  cpSync(join(packageDir, 'src'), join(workDir, 'src'), {
    recursive: true,
    preserveTimestamps: true,
  })
  cpSync(join(packageDir, 'binding.gyp'), join(workDir, 'binding.gyp'))
  const nodeGyp = nodeGypScript()
  const prefix = headersDir()
  const options = [
    '--loglevel=error',
    `--jobs=${Math.min(availableParallelism(), 4)}`,
    ...(prefix ? [`--nodedir=${prefix}`] : []),
  ]
  for (const step of [['configure', '--', ...(asan ? ['-Dnexus_asan=1'] : [])], ['build']]) {
    const done = spawnSync(process.execPath, [nodeGyp, step[0], ...options, ...step.slice(1)], {
      cwd: workDir,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, npm_config_jobs: String(Math.min(availableParallelism(), 4)) },
    })
    if (done.status !== 0) {
      fail(
        `node-gyp ${step[0]} failed (exit ${done.status ?? done.signal}); its output is above.` +
          (prefix
            ? ''
            : ` Node's headers are not beside ${process.execPath}, so node-gyp downloads them: that needs the network.`),
      )
    }
  }
  mkdirSync(outputDir, { recursive: true })
  // A process may have the old file mapped: a new inode leaves it alone.
  const fresh = `${output}.${process.pid}`
  cpSync(join(workDir, 'build', 'Release', 'nexus.node'), fresh)
  renameSync(fresh, output)
}

if (process.platform !== 'linux') {
  fail(
    `the native engine runs on Linux for now; this is ${process.platform}. Use a Linux machine, a container, or WSL 2.`,
  )
}
// One build at a time: a second one waits, and then finds its work done.
const lock = join(packageDir, 'build', 'lock')
const lockWaitMs = 200
const lockWaitsMax = 3000
const isAlive = (pid) => {
  try {
    process.kill(pid, 0)
    return true
  } catch {
    return false
  }
}
const takeLock = () => {
  mkdirSync(join(packageDir, 'build'), { recursive: true })
  for (let waits = 0; waits < lockWaitsMax; waits++) {
    try {
      return writeFileSync(lock, String(process.pid), { flag: 'wx' })
    } catch {
      const holder = existsSync(lock) ? Number(readFileSync(lock, 'utf8')) : 0
      if (holder > 0 && !isAlive(holder)) rmSync(lock, { force: true })
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, lockWaitMs)
    }
  }
  return fail(`another build holds ${lock}; remove it when there is none.`)
}

takeLock()
process.on('exit', () => rmSync(lock, { force: true }))
const wanted = fingerprint()
if (!force && existsSync(output) && existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted)
  process.exit(0)
checkTools()
rmSync(stamp, { force: true })
build()
writeFileSync(stamp, wanted)

// Owns one run of `nexus dev`: change -> generate -> bundle -> type-check -> load, one change at a time.
// Whatever fails on the way is printed, and the last good server keeps serving.

import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { BuildContext } from 'esbuild'
import { compile, servedDocumentText } from '../../pipeline.js'
import { Failure, systemCode } from '../failure.js'
import { type Bundle, bundleOf, locatedErrors, openDevBundler } from '../project/bundle.js'
import { ownFolder, removeLeftovers, removeOwnFolder } from '../project/bundle-folder.js'
import { counted, errorCount, reportDiagnostics, writeCompiled } from '../project/compile.js'
import { configName } from '../project/config.js'
import { DevelopmentFiles } from '../project/development-files.js'
import { type InputFlags, resolveInputs } from '../project/inputs.js'
import { SourcePackages } from '../project/source-packages.js'
import { openTypeChecker } from '../project/types.js'
import { describeFailure, duration, type Terminal } from '../terminal.js'
import { environmentChanges } from './environment.js'
import { listeningLine, startHost } from './host.js'
import type { EnvironmentChanges, Host, LoadFailure, LoadResult } from './host-process.js'
import { type Touched, TypeGate } from './type-gate.js'
import { openWatcher, type Watcher } from './watch.js'

/** What a session needs to know. */
export interface SessionOptions {
  readonly projectDir: string
  readonly flags: InputFlags
  /** Environment of the server on top of this process's, read again when `.env` changes. */
  readonly environment: () => Readonly<Record<string, string>>
  /** Whether an edit with type errors is held back. */
  readonly types: 'check' | 'skip'
  readonly terminal: Terminal
}

/** Bundles kept on disk: the one that serves, and the one that requests in flight may still run. */
const bundlesKept = 2

/**
 * Serves the project until `signal` aborts.
 * @throws {Failure} `environment` when the server cannot start at all (port in use, no driver).
 */
export const runSession = async (options: SessionOptions, signal: AbortSignal): Promise<void> => {
  const development = new DevelopmentFiles(options.projectDir)
  const packages = new SourcePackages(options.projectDir)
  const bundler = await openDevBundler(options.projectDir, development, packages)
  const session = new Session(options, bundler, { development, packages })
  try {
    await session.run(signal)
  } finally {
    await session.close()
  }
}

/** What the bundler asks while it bundles. */
interface Bundled {
  readonly development: DevelopmentFiles
  readonly packages: SourcePackages
}

class Session {
  readonly #options: SessionOptions
  readonly #bundler: BuildContext
  readonly #development: DevelopmentFiles
  readonly #packages: SourcePackages
  readonly #types: TypeGate | null
  readonly #watcher: Watcher
  readonly #bundleDir: string
  #host: Host | null = null
  #port: string | null = null
  #generation = 0
  #served = 0
  #late = ''
  #inputs: readonly string[] = []
  #environment: Readonly<Record<string, string>>
  #changes: EnvironmentChanges = {}
  #pending = new Set<string>()
  #saidHeld = false
  /** Files of the user were saved while the last generation was written: it is made again. */
  #isUnfinished = false
  readonly #ownWrites = new Map<string, number>()
  #wake: () => void = () => {}

  constructor(options: SessionOptions, bundler: BuildContext, { development, packages }: Bundled) {
    this.#options = options
    this.#environment = options.environment()
    this.#development = development
    this.#packages = packages
    this.#bundler = bundler
    this.#bundleDir = ownFolder(options.projectDir)
    const { projectDir, terminal } = options
    this.#types =
      options.types === 'check'
        ? new TypeGate(openTypeChecker(projectDir, terminal.color), terminal)
        : null
    this.#watcher = openWatcher({
      onChange: (paths) => {
        for (const path of paths) if (!this.#isOwnWrite(path)) this.#pending.add(path)
        this.#wake()
      },
      onTrouble: (trouble) => terminal.warn(describeFailure(trouble, terminal)),
    })
  }

  async run(signal: AbortSignal): Promise<void> {
    removeLeftovers(this.#options.projectDir)
    signal.addEventListener('abort', () => this.#wake())
    this.#watch()
    await this.#cycle(null)
    while (!signal.aborted) {
      if (this.#pending.size === 0) await this.#change()
      if (signal.aborted) return
      const changed = this.#pending
      this.#pending = new Set()
      if (changed.size > 0) await this.#cycle(changed)
    }
  }

  async close(): Promise<void> {
    this.#watcher.close()
    await Promise.all([this.#host?.stop(), this.#types?.close(), this.#bundler.dispose()])
    removeOwnFolder(this.#options.projectDir)
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
    })
  }

  /** Watches the project's own code, and every file the last compilation read. */
  #watch(): void {
    const inside = (name: string) => join(this.#options.projectDir, name)
    this.#watcher.update({
      trees: [inside('src'), inside('specs'), inside('abi'), ...this.#packages.folders],
      files: [inside(configName), inside('tsconfig.json'), inside('.env'), ...this.#inputs],
    })
  }

  /** `changed` is null at the start. */
  async #cycle(changed: ReadonlySet<string> | null): Promise<void> {
    const start = performance.now()
    if (changed?.has(join(this.#options.projectDir, '.env'))) this.#readEnvironment()
    const touched = this.#touchesContracts(changed) ? 'contracts' : 'source'
    if (touched === 'contracts' && !(await this.#generate())) return
    const bundle = await this.#bundle()
    if (bundle === null || !(await this.#typesFit(touched))) return
    await this.#load(bundle, start)
  }

  /** The next generation gets what changed. */
  #readEnvironment(): void {
    const now = this.#options.environment()
    this.#changes = { ...this.#changes, ...environmentChanges(this.#environment, now) }
    this.#environment = now
  }

  #touchesContracts(changed: ReadonlySet<string> | null): boolean {
    if (changed === null || this.#isUnfinished) return true
    const source = join(this.#options.projectDir, 'src/')
    const handlers = join(source, 'handlers/')
    // A handler that went leaves an operation without one: it gets its stub, or the one that was moved is found.
    const isGone = (path: string): boolean => path.startsWith(handlers) && !existsSync(path)
    return [...changed].some(
      (path) =>
        !(path.startsWith(source) || this.#packages.has(path)) ||
        this.#inputs.includes(path) ||
        isGone(path),
    )
  }

  async #generate(): Promise<boolean> {
    const { terminal, projectDir, flags } = this.#options
    try {
      const inputs = await resolveInputs(projectDir, flags)
      const result = await compile({ ...inputs, purpose: 'development' })
      this.#inputs = [
        ...new Set([...result.inputs, ...(errorCount(result) > 0 ? this.#inputs : [])]),
      ]
      this.#watch()
      reportDiagnostics(result, terminal)
      if (errorCount(result) > 0) return this.#kept(counted(errorCount(result), 'error'))
      this.#writeDocument(servedDocumentText(result))
      const written = await writeCompiled(result, { mode: 'write' }, terminal)
      this.#development.replace(result.developmentFiles)
      for (const { path, diff } of written.conflicts) terminal.warn(`${path} ${diff}`)
      for (const path of written.scaffolded) this.#scaffolded(path)
      this.#isUnfinished = written.savedMeanwhile.length > 0
      for (const path of written.savedMeanwhile) this.#pending.add(join(projectDir, path))
      return true
    } catch (error) {
      if (!(error instanceof Failure)) throw error
      // Nothing is served yet, and no edit makes a folder writable.
      if (error.kind === 'environment' && this.#served === 0) throw error
      terminal.warn(describeFailure(error, terminal))
      return this.#kept('nothing was generated')
    }
  }

  /** What the host serves at /openapi.json. */
  #writeDocument(text: string | null): void {
    const file = join(this.#bundleDir, 'openapi.json')
    if (text === null) rmSync(file, { force: true })
    else this.#put(file, text)
  }

  /** Its first event is our own writing: no reason to reload. */
  #scaffolded(path: string): void {
    const file = join(this.#options.projectDir, path)
    for (const written of [file, dirname(file)]) this.#ownWrites.set(written, modified(written))
    this.#options.terminal.say(`  new, yours: ${path}`)
  }

  #isOwnWrite(file: string): boolean {
    const wrote = this.#ownWrites.get(file)
    return wrote !== undefined && wrote === modified(file)
  }

  async #bundle(): Promise<Bundle | null> {
    const known = this.#packages.folders.length
    try {
      const bundle = bundleOf(await this.#bundler.rebuild())
      if (this.#packages.folders.length > known) this.#watch()
      return bundle
    } catch (error) {
      const located = locatedErrors(error)
      if (located === null) throw error
      this.#options.terminal.warn(located)
      this.#kept('the project does not compile')
      return null
    }
  }

  /** The first check holds nothing back. */
  async #typesFit(touched: Touched): Promise<boolean> {
    if (this.#types === null) return true
    if (this.#generation === 0) {
      this.#types.begin()
      return true
    }
    const refused = await this.#types.refused(touched)
    if (refused === null) return true
    this.#kept(refused)
    this.#types.sayHelp()
    return false
  }

  /** Says that the change is not served, and by what requests are answered instead. */
  #kept(why: string): false {
    const { terminal } = this.#options
    const served =
      this.#host !== null && this.#served > 0
        ? 'the last good server keeps serving'
        : 'no server yet; waiting for a change'
    terminal.warn(`${terminal.paint.yellow('!')} ${why}: ${served}`)
    return false
  }

  async #load({ code, map }: Bundle, start: number): Promise<void> {
    const generation = ++this.#generation
    const file = this.#bundleFile(generation)
    try {
      this.#put(file, code)
      this.#put(`${file}.map`, map)
    } catch (error) {
      if (!(error instanceof Failure) || this.#served === 0) throw error
      this.#options.terminal.warn(describeFailure(error, this.#options.terminal))
      this.#kept('the new code is not loaded')
      return
    }
    this.#host ??= this.#start()
    const result = await this.#host.load(file, generation, this.#changes)
    this.#changes = {}
    this.#report(result, generation, performance.now() - start)
    const old = this.#bundleFile(generation - bundlesKept)
    for (const path of [old, `${old}.map`]) rmSync(path, { force: true })
  }

  /** Whoever cleans up may have taken the folder away: nothing in it is there to stay. */
  #put(file: string, text: string | Uint8Array): void {
    try {
      mkdirSync(this.#bundleDir, { recursive: true })
      writeFileSync(file, text)
    } catch (error) {
      if (systemCode(error) === null) throw error
      const why = error instanceof Error ? error.message : String(error)
      const help = 'nexus dev keeps what it serves in .nexus/: make room, and the folder writable'
      throw new Failure('environment', `the bundle cannot be written: ${why}`, help)
    }
  }

  #bundleFile(generation: number): string {
    return join(this.#bundleDir, `bundle-${generation}.cjs`)
  }

  #start(): Host {
    const { projectDir, terminal } = this.#options
    const env = this.#environment
    const asked = env.PORT ?? process.env.PORT
    // A free port is chosen once: clients find the next process where the last one was.
    const port = Number(asked) === 0 && this.#port !== null ? { PORT: this.#port } : {}
    return startHost(
      { projectDir, env: { ...env, ...port }, terminal },
      {
        onListening: (listening) => {
          this.#port = new URL(listening.url).port
          terminal.print(listeningLine(listening, terminal))
        },
        onHeld: (generation) => this.#tellHeld(generation),
        onCrash: (why) => this.#crashed(why),
      },
    )
  }

  #report(result: LoadResult, generation: number, ms: number): void {
    const { terminal } = this.#options
    switch (result.kind) {
      case 'loaded':
        this.#served = generation
        terminal.say(
          `${terminal.paint.green('✓')} serving generation ${generation} (${duration(ms)})`,
        )
        this.#tellLate(result.late.join(', '))
        return
      case 'failed':
        if (this.#served === 0 && endsStart.has(result.error.code ?? ''))
          throw startFailure(result.error)
        terminal.warn(
          `${terminal.paint.red('error')}: ${result.error.stack ?? result.error.message}`,
        )
        if (result.error.help)
          terminal.warn(`  ${terminal.paint.cyan('= help')}: ${result.error.help}`)
        this.#kept('the new code does not load')
        return
      case 'ended':
        this.#crashed(result.why)
    }
  }

  /** What counts only when a server starts is told once, until it is another. */
  #tellLate(late: string): void {
    const { terminal } = this.#options
    const wasTold = this.#late === late
    this.#late = late
    if (late === '' || wasTold) return
    terminal.warn(
      `${terminal.paint.yellow('!')} not applied yet: ${late}. It counts when the server starts: end nexus dev and start it again`,
    )
  }

  /** Said once: who knows it needs it no more. */
  #tellHeld(generation: number): void {
    const { terminal } = this.#options
    if (this.#saidHeld) return
    this.#saidHeld = true
    const what = `streams or requests of generation ${generation} are still open`
    terminal.warn(
      `${terminal.paint.yellow('!')} ${what}: they go on with its handlers and its state; new requests have a state made anew (said once)`,
    )
  }

  #crashed(why: string): void {
    const { terminal } = this.#options
    this.#host = null
    this.#late = ''
    this.#served = 0
    const help = 'it starts again with the next change you save'
    terminal.warn(describeFailure(new Failure('environment', why, help), terminal))
  }
}

const modified = (file: string): number => statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0

/** Errors of starting that no edit cures: of listening, of loading the engine, of what is installed. */
const endsStart = new Set([
  'ERR_MODULE_NOT_FOUND',
  'NEXUS_UNSUPPORTED_PLATFORM',
  'NEXUS_NATIVE_MISSING',
  'NEXUS_NATIVE_BROKEN',
  'EADDRINUSE',
  'EADDRNOTAVAIL',
  'EACCES',
  'ENOTFOUND',
])

/** System errors of the first start end the command: the next step is outside the project. */
const startFailure = (error: LoadFailure): Failure =>
  new Failure('environment', error.message, error.help ?? null)

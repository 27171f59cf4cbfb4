// Owns one attack: a document with a hostile text in one place goes through the compiler and every writer, and what
// comes out is held against the run with a harmless text.

import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, relative } from 'node:path'
import { blamedTexts } from './blame.mjs'
import { benign, trapName } from './payloads.mjs'
import { shapeOf } from './shape.mjs'
import { writersOf } from './writers.mjs'

/**
 * Texts that are harmless in other ways. What a text means may change the program (a media type with a parameter, a
 * name that every object has, one that sorts earlier), so a payload's program has to be that of one of these.
 */
const otherBenign = [
  'aq7-harmless text',
  'aq7-harmless'.repeat(4), // No method is as long.
  'aq7; harmless=1',
  'aq7, harmless',
  'aq7@harmless',
  'aq7/harmless',
  'aq7/json; harmless, aq7',
  '/aq7/harmless',
  '//aq7',
  'aq7{harmless}',
  '$aq7{harmless}', // A pattern for the linear engine, without the flag `u`.
  'aq7\nharmless',
  'valueOf',
  'trace',
  '7',
  'aq7*harmless',
  '',
  ' ',
]

/** A harmless text with as many slashes as a payload has: a JSON pointer has so many steps, whatever their names. */
const slashedLike = (payload) => `aq7${'/aq7'.repeat(payload.split('/').length - 1)}`

/** A harmless list of as many media types, with slashes and parameters where a payload has them. */
const listedLike = (payload) => payload.replace(/[^/,;=]+/g, 'aq7')

/**
 * @typedef {object} Subject  A kind of input, and how it is compiled from a value.
 * @property {string} name
 * @property {unknown} document
 * @property {string} [file]  What the document is written to.
 * @property {(document: unknown) => readonly (readonly [path: string, value: unknown])[]} [files]  Or the files that are made of
 *   it; one whose path has no place in the project is left out.
 * @property {boolean} [isOfValues]  Whether its keys are ours, and only its values hostile.
 * @property {boolean} [isSettings]  Whether it is no document: what is refused has a name, and no place.
 * @property {(projectDir: string, document: unknown) => object} input  What is compiled then.
 * @property {(position: { readonly name: string }, text: string) => boolean} isWord  Whether a payload has a meaning of its own there: what
 *   it makes is imported and looked at, and not held against harmless runs.
 * @property {(position: object, text: string) => readonly string[]} [spellings]  What a text is in the literals of a program, where
 *   that is not the text alone.
 */

const memory = '/dev/shm'

/** Attacks with one compiler; `importAll` is an importer of modules.mjs. */
export class Battery {
  #compiler
  #importAll
  /** What lies beside the project is looked at after writing; thousands of projects are written, so in memory. */
  #sandbox = mkdtempSync(join(existsSync(memory) ? memory : tmpdir(), 'nexus-injection-'))
  #folder = join(this.#sandbox, 'deep/project')
  #shapes = new Map()
  #harmless = new Map()
  #bases = new Map()
  /** Paths that were written once, whatever stood in their files. */
  #placed = new Set()

  constructor(compiler, importAll) {
    this.#compiler = compiler
    this.#importAll = importAll
    mkdirSync(this.#folder, { recursive: true })
  }

  close() {
    rmSync(this.#sandbox, { recursive: true, force: true })
  }

  /** The problems of a payload in a position; `outcome` says what became of it. */
  async attack(subject, position, payload) {
    try {
      const outcome = await this.harmlessOutcome(subject, position)
      const run = await this.run(subject, position.with(payload))
      if (run.refused !== null) return { outcome: 'refused', problems: run.refused }
      const strange = await this.#compare(subject, position, payload, run)
      return {
        outcome: outcome === 'carried' ? 'carried' : 'unused',
        problems: [...run.problems, ...strange],
      }
    } catch (error) {
      return { outcome: 'threw', problems: [`threw ${error.stack}`] }
    }
  }

  /** What becomes of a harmless text: `carried` into files, `unused`, or `refused`. */
  async harmlessOutcome(subject, position) {
    const { files } = await this.#harmlessRun(subject, position, benign)
    if (files.length === 0) return 'refused'
    return files.some(({ text }) => text.includes(benign)) ? 'carried' : 'unused'
  }

  /** Harmless runs of the positions that are attacked now are kept. */
  async #harmlessRun(subject, position, text) {
    const place = `${subject.name} ${position.name}`
    if (!this.#harmless.has(place)) {
      if (this.#harmless.size >= harmlessPlacesMax) this.#harmless.clear()
      this.#harmless.set(place, new Map())
    }
    const runs = this.#harmless.get(place)
    let known = runs.get(text)
    if (known === undefined) {
      const { files } = await this.run(subject, position.with(text))
      known = { text, files, modules: files.map((each) => this.#shape(each)) }
      runs.set(text, known)
    }
    return known
  }

  /** One document through the compiler and all writers: what was refused, or files and what is wrong with them. */
  async run(subject, document) {
    const { compile } = this.#compiler.pipeline
    const base = await this.#base(subject)
    const put = this.#put(subject, document)
    const result = await compile(subject.input(this.#folder, document))
    const errors = result.diagnostics.filter(({ severity }) => severity === 'error')
    const problems = this.#diagnosticProblems(result)
    if (errors.length > 0)
      return {
        refused: [...problems, ...(subject.isSettings ? [] : this.#unlocated(errors, result))],
        errors,
        files: [],
      }
    const whole = subject.files === undefined ? JSON.parse(JSON.stringify(document)) : null
    const written = writersOf(this.#compiler, result, { document: whole, base })
    const files = [...result.files, ...written.files]
    return {
      refused: null,
      errors: [],
      files,
      problems: [
        ...problems,
        ...written.problems,
        ...pathProblems(files),
        ...this.#imported(files),
        ...(await this.#strayFiles(put, result, base)),
      ],
    }
  }

  /** Writes the files of a subject; their paths. */
  #put(subject, document) {
    if (subject.files === undefined) {
      writeFileSync(join(this.#folder, subject.file), JSON.stringify(document))
      return [subject.file]
    }
    rmSync(this.#folder, { recursive: true, force: true })
    mkdirSync(this.#folder, { recursive: true })
    const placed = subject.files(document).filter(([path]) => hasPlace(path))
    for (const [path, value] of placed) {
      const file = join(this.#folder, path)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, JSON.stringify(value))
    }
    return placed.map(([path]) => path)
  }

  /** The compilation of the document as it is. */
  async #base(subject) {
    let known = this.#bases.get(subject.name)
    if (known === undefined) {
      this.#put(subject, subject.document)
      known = await this.#compiler.pipeline.compile(subject.input(this.#folder, subject.document))
      this.#bases.set(subject.name, known)
    }
    return known
  }

  #diagnosticProblems({ diagnostics, sources }) {
    const text = this.#compiler.render.renderDiagnostics(diagnostics, sources)
    const internal = diagnostics.filter(({ code }) => code.startsWith('NX9'))
    return [
      ...(isSafeForTerminals(text) ? [] : ['diagnostics bring control characters to the terminal']),
      ...internal.map(({ code, message }) => `internal error ${code} ${message}`),
    ]
  }

  #unlocated(errors, { sources }) {
    const { resolvePosition } = this.#compiler.source
    return errors
      .filter(({ at }) => at === null || resolvePosition(sources, at) === null)
      .map(({ code, message }) => `${code} has no place: ${message}`)
  }

  /** Files that writing leaves anywhere but where it says; tried where the text became a file's name. */
  async #strayFiles(put, result, base) {
    const usual = new Set(base.files.map(({ path }) => path))
    const fresh = result.files.filter(({ path }) => !usual.has(path) && !this.#placed.has(path))
    if (fresh.length === 0) return []
    for (const { path } of fresh) this.#placed.add(path)
    const { written, scaffolded } = await this.#compiler.pipeline.write(result, { mode: 'write' })
    const project = 'deep/project'
    const wanted = new Set([...put, ...written, ...scaffolded].map((path) => `${project}/${path}`))
    const found = readdirSync(this.#sandbox, { recursive: true, withFileTypes: true })
      .filter((entry) => !entry.isDirectory())
      .map((entry) => relative(this.#sandbox, join(entry.parentPath, entry.name)))
    rmSync(this.#folder, { recursive: true })
    mkdirSync(this.#folder)
    return found
      .filter((path) => !wanted.has(path) && !path.startsWith(`${project}/.nexus/`))
      .map((path) => `wrote ${path}`)
  }

  #imported(files) {
    const before = Object.getOwnPropertyNames(Object.prototype).length
    const modules = files.filter(({ path }) => path.endsWith('.ts'))
    try {
      this.#importAll(modules)
    } catch (error) {
      return [`a module cannot be imported: ${error.message.slice(0, 400)}`]
    }
    const isSet = Object.hasOwn(globalThis, trapName) || trapName in {}
    Reflect.deleteProperty(globalThis, trapName)
    const polluted = Object.getOwnPropertyNames(Object.prototype).length !== before
    return isSet || polluted ? ['importing the modules ran the payload'] : []
  }

  /** What is strange about a run beside the harmless ones; more of these are made only where the first differs. */
  async #compare(subject, position, payload, run) {
    if (subject.isWord(position, payload)) return []
    const modules = run.files.map((each) => this.#shape(each))
    const spellings = subject.spellings?.(position, payload) ?? [payload]
    const references = []
    let problems = []
    for (const text of [benign, ...otherBenign, slashedLike(payload), listedLike(payload)]) {
      references.push(await this.#harmlessRun(subject, position, text))
      problems = [
        ...shapeProblems(references, modules, run.files),
        ...lostTexts(references, modules, spellings),
      ]
      if (problems.length === 0) return []
    }
    return problems
  }

  /**
   * What of a run of several texts is not, module by module, that of the same document with harmless ones; null where
   * all is. Texts that may be why, by their indices: those that are lost, and those in what is another program.
   */
  difference(harmless, run, texts) {
    const [references, modules] = [harmless, run].map(({ files }) =>
      files.map((each) => ({ ...this.#shape(each), ...each })),
    )
    const known = new Set(references.map(({ shape }) => shape))
    const lost = lostAmong(references, modules, texts)
    if (lost.size === 0 && modules.every(({ shape }) => known.has(shape))) return null
    return { lost, elsewhere: blamedTexts(references, modules) }
  }

  #shape({ path, text }) {
    const known = this.#shapes.get(text)
    if (known !== undefined) return known
    const made = path.endsWith('.ts')
      ? shapeOf(path, text)
      : { shape: '', literals: [], statements: [] }
    if (this.#shapes.size > shapesMax) this.#shapes.clear()
    this.#shapes.set(text, made)
    return made
  }
}

/**
 * Texts that do not stand as often as the harmless ones did, besides where they stand in any case: many payloads are
 * names that generated code has of its own.
 */
const lostAmong = (references, modules, texts) => {
  const [before, now] = [countsOf(references), countsOf(modules)]
  const needed = new Map()
  for (const { wanted, expected } of texts)
    needed.set(expected, (needed.get(expected) ?? 0) + (before.get(wanted) ?? 0))
  const isLost = ({ expected }) =>
    (now.get(expected) ?? 0) - (before.get(expected) ?? 0) < (needed.get(expected) ?? 0)
  return new Set(texts.filter(isLost).map(({ index }) => index))
}

/** What Linux takes (NAME_MAX, PATH_MAX), and some room for the folders above. */
const segmentBytesMax = 250
const pathBytesMax = 3_500

/** Whether a file of that path can be made in a folder, and lies below it. */
const hasPlace = (path) =>
  path.isWellFormed() &&
  !path.includes('\0') &&
  Buffer.byteLength(path) <= pathBytesMax &&
  path
    .split('/')
    .every((each) => !['', '.', '..'].includes(each) && Buffer.byteLength(each) <= segmentBytesMax)

const countsOf = (modules) => {
  const counts = new Map()
  for (const { literals } of modules)
    for (const each of literals) counts.set(each, (counts.get(each) ?? 0) + 1)
  return counts
}

const shapesMax = 5_000

/** Positions whose harmless runs are kept at a time. */
const harmlessPlacesMax = 200

const allowedPath =
  /^(src\/(generated\/([a-z0-9_-]+\/)*[a-z0-9_.-]+|handlers\/([a-z0-9_-]+\/)*[a-z0-9_-]+|security)\.ts|test\/([a-z0-9_-]+\/)*[a-z0-9_.-]+\.ts|client\.ts|mock\/[\w/.-]+)$/

const pathSegmentMax = 120

export const pathProblems = (files) => {
  const paths = files.map(({ path }) => path)
  const odd = paths.filter(
    (path) =>
      !allowedPath.test(path) ||
      path
        .split('/')
        .some((each) => each === '..' || each.length > pathSegmentMax || isReserved(each)),
  )
  const folded = new Set(paths.map((path) => path.toLowerCase()))
  return [
    ...odd.map((path) => `a file is called ${JSON.stringify(path.slice(0, 200))}`),
    ...(folded.size < paths.length ? ['two files have one name'] : []),
  ]
}

/** Names that Windows does not give to files, whatever their ending. */
const isReserved = (name) => /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i.test(name)

const controls = /[^\P{Cc}\n]|[\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]|\p{Surrogate}/u

/** No control character, line separator, or character that changes direction or has no width. */
export const isSafeForTerminals = (text) => !controls.test(text)

const shapeProblems = (references, modules, files) => {
  const known = new Set(references.flatMap((each) => each.modules.map(({ shape }) => shape)))
  return modules.flatMap(({ shape }, i) =>
    known.has(shape)
      ? []
      : [`another program: ${files[i].path.slice(0, 100)}: ${difference([...known], shape)}`],
  )
}

/** Where a shape leaves the most similar one that was expected. */
const difference = (missing, shape) => {
  const common = (other) => {
    let at = 0
    while (at < other.length && other[at] === shape[at]) at++
    return at
  }
  const [best = ''] = [...missing].sort((a, b) => common(b) - common(a))
  const at = Math.max(0, common(best) - 80)
  return `expected ...${best.slice(at, at + 200)}... found ...${shape.slice(at, at + 200)}...`
}

/** Literals that were the harmless text are the payload now, to the letter of one of its spellings. */
const lostTexts = (references, modules, spellings) => {
  const literalsOf = (all, texts) =>
    all.flatMap(({ literals }) => literals.filter((each) => texts.includes(each))).length
  const runs = references.filter(({ files }) => files.length > 0)
  const wanted = Math.min(...runs.map(({ text, modules: own }) => literalsOf(own, [text])))
  const found = literalsOf(modules, spellings)
  return found < wanted && wanted < Infinity
    ? [`a text is lost: ${wanted} literals expected, ${found} found`]
    : []
}

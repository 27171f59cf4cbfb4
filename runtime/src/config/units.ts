// Owns how sizes, durations and choices are written in a config: `1MiB`, `10s`, `auto`.

/** A value of the configuration that cannot be used, with what would be right. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
  constructor(
    message: string,
    /** What to do, as a sentence. */
    readonly help: string,
  ) {
    super(message)
  }
}

const byteUnits = new Map([
  ['', 1],
  ['b', 1],
  ['kb', 1000],
  ['mb', 1000 ** 2],
  ['gb', 1000 ** 3],
  ['kib', 1024],
  ['mib', 1024 ** 2],
  ['gib', 1024 ** 3],
])

const durationUnits = new Map([
  ['', 1],
  ['ms', 1],
  ['s', 1000],
  ['m', 60_000],
  ['h', 3_600_000],
])

/**
 * Bytes of `1MiB`, `64 kB`, `512` or a number.
 * @throws {ConfigError} naming `setting`.
 * @example parseBytes('1MiB', 'upload.bytesMax') // 1048576
 */
export const parseBytes = (value: number | string, setting: string): number =>
  parse(value, setting, byteUnits, "a size such as '1MiB', '64kB' or a number of bytes")

/**
 * Milliseconds of `10s`, `250ms`, `5m` or a number.
 * @throws {ConfigError} naming `setting`.
 * @example parseDurationMs('10s', 'upload.timeout') // 10000
 */
export const parseDurationMs = (value: number | string, setting: string): number =>
  parse(
    value,
    setting,
    durationUnits,
    "a duration such as '10s', '250ms' or a number of milliseconds",
  )

/**
 * A whole number, not negative.
 * @throws {ConfigError} naming `setting`.
 */
export const parseCount = (value: number | string, setting: string): number =>
  parse(value, setting, new Map([['', 1]]), 'a whole number')

const parse = (
  value: number | string,
  setting: string,
  units: ReadonlyMap<string, number>,
  wanted: string,
): number => {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(String(value).trim())
  const unit = units.get((match?.[2] ?? '?').toLowerCase())
  const amount = Math.round(Number(match?.[1]) * (unit ?? Number.NaN))
  if (Number.isSafeInteger(amount)) return amount
  throw new ConfigError(`${setting} is ${JSON.stringify(value)}.`, `Write ${wanted}.`)
}

/**
 * One of `choices`; the first of them where nothing is said.
 *
 * @throws {ConfigError} with the setting's name and the choices.
 */
export const parseChoice = <const T extends string>(
  choices: readonly [T, ...T[]],
  value: number | string | undefined,
  setting: string,
): T => {
  if (value === undefined) return choices[0]
  const found = choices.find((choice) => choice === value)
  if (found !== undefined) return found
  throw new ConfigError(`${setting} is ${JSON.stringify(value)}.`, `Use ${choices.join(', ')}.`)
}

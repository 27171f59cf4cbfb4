// Owns dates of HTTP (RFC 9110, 5.6.7): all three forms are read, one is written.

const months = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const time = '(\\d{2}):(\\d{2}):(\\d{2})'
const imf = new RegExp(`^[A-Z][a-z]{2}, (\\d{2}) ([A-Z][a-z]{2}) (\\d{4}) ${time} GMT$`)
const rfc850 = new RegExp(`^[A-Z][a-z]{5,8}, (\\d{2})-([A-Z][a-z]{2})-(\\d{2}) ${time} GMT$`)
const asctime = new RegExp(`^[A-Z][a-z]{2} ([A-Z][a-z]{2}) ([ \\d]\\d) ${time} (\\d{4})$`)

/**
 * Milliseconds since 1970 of an HTTP date, or null: it is none.
 *
 * @example parseHttpDate('Sun, 06 Nov 1994 08:49:37 GMT') // 784111777000
 */
export const parseHttpDate = (text: string, nowMs = Date.now()): number | null => {
  const [, day, month, year, ...clock] = imf.exec(text) ?? []
  if (day !== undefined) return utc(Number(year), month, day, clock)
  const [, day850, month850, year850, ...clock850] = rfc850.exec(text) ?? []
  if (day850 !== undefined) return utc(fullYear(Number(year850), nowMs), month850, day850, clock850)
  const [, monthC, dayC, hour, minute, second, yearC] = asctime.exec(text) ?? []
  return dayC === undefined ? null : utc(Number(yearC), monthC, dayC, [hour, minute, second])
}

/**
 * `date` as HTTP says it, to the second.
 *
 * @example httpDate(784111777000) // 'Sun, 06 Nov 1994 08:49:37 GMT'
 */
export const httpDate = (date: Date | number): string => new Date(date).toUTCString()

// Two digits that would be more than 50 years ahead mean the century before.
const fullYear = (twoDigits: number, nowMs: number): number => {
  const now = new Date(nowMs).getUTCFullYear()
  const year = now - (now % 100) + twoDigits
  return year > now + 50 ? year - 100 : year
}

const utc = (
  year: number,
  monthName: string | undefined,
  dayText: string | undefined,
  clock: readonly (string | undefined)[],
): number | null => {
  const month = months.indexOf(monthName?.toLowerCase() ?? '')
  const [hour = 99, minute = 99, second = 99] = clock.map(Number)
  const day = Number(dayText)
  const ms = Date.UTC(year, month, day, hour, minute, second)
  const date = new Date(ms)
  const holds = month >= 0 && date.getUTCDate() === day && hour < 24 && minute < 60 && second < 61
  return holds ? ms : null
}

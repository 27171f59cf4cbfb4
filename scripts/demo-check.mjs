// Owns running the demo's curls as they are printed, and holding their answers against what is expected.

import { isDeepStrictEqual } from 'node:util'
import { capture } from './children.mjs'
import { StepError } from './steps.mjs'

const secondsMax = 20

/** Runs each command in a shell. @throws {StepError} naming the first that answers otherwise. */
export const checkCurls = async (curls) => {
  for (const { title, command, expect } of curls) {
    const quiet = command.replace(/^curl /, `curl -sS --max-time ${secondsMax} `)
    const { code, output } = await capture('sh', ['-c', quiet])
    const complaint = code === 0 ? complain(parse(output), expect) : `curl ended with ${code}`
    if (complaint) throw new StepError(`${title}: ${complaint}`, command, output)
    console.log(`ok  ${title}`)
  }
  console.log(`\n${curls.length} passed, 0 failed`)
}

/** The last answer in what `curl -i` printed; a 100 Continue may stand before it. */
const parse = (output) => {
  const text = output.replace(/^HTTP\/1\.1 100[^\r]*\r\n\r\n/, '')
  const end = text.indexOf('\r\n\r\n')
  const [first, ...lines] = text.slice(0, end).split('\r\n')
  const headers = lines.map((line) => /^([^:]+):\s*(.*)$/.exec(line) ?? ['', '', ''])
  return {
    status: Number(first.split(' ')[1]),
    headers: Object.fromEntries(headers.map(([, name, value]) => [name.toLowerCase(), value])),
    body: text.slice(end + 4),
  }
}

const complain = (answer, { status, headers = {}, type, body, text }) => {
  if (answer.status !== status) return `status ${answer.status} instead of ${status}`
  for (const [name, value] of Object.entries(headers)) {
    if (answer.headers[name] !== value)
      return `${name} is ${answer.headers[name]} instead of ${value}`
  }
  const media = (answer.headers['content-type'] ?? '').split(';')[0]
  if (type && media !== type) return `content-type is ${media} instead of ${type}`
  if (text && !answer.body.includes(text)) return `the body does not contain ${text}`
  if (body && !matches(JSON.parse(answer.body), body)) {
    return `the body is not like ${JSON.stringify(body)}`
  }
  return null
}

/** Whether `value` has everything that `pattern` has; arrays must have the same length. */
const matches = (value, pattern) => {
  if (Array.isArray(pattern)) {
    return (
      Array.isArray(value) &&
      value.length === pattern.length &&
      pattern.every((part, i) => matches(value[i], part))
    )
  }
  if (typeof pattern === 'object' && pattern !== null) {
    return Object.entries(pattern).every(([key, part]) => matches(value?.[key], part))
  }
  return isDeepStrictEqual(value, pattern)
}

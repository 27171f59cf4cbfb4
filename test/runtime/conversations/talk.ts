// Owns holding one conversation with a server: bytes out in pieces, all that comes back, and how it ends.

import { connect, type Socket } from 'node:net'
import type { Ending } from './golden.js'

const answerTimeoutMs = 20_000
/** How long nothing may come before an answer counts as complete, where no golden says what it is. */
const silenceMs = 400

export const plainGet = 'GET /plain HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'
const plainAnswer =
  /^HTTP\/1\.1 200 OK\r\nContent-Type: text\/plain\r\nDate: -\r\nContent-Length: 5\r\nConnection: close\r\n\r\nplain$/

/** Without what differs from run to run. */
export const stable = (answer: string): string =>
  answer
    .replaceAll(/\r\nDate: [^\r]*/g, '\r\nDate: -')
    .replaceAll(/\r\n(etag|ETag): [^\r]*/g, '\r\n$1: -')
    .replaceAll(/"traceId":"[0-9a-f]*"/g, '"traceId":"-"')
    .replaceAll(/(boundary=|\r\n--)[\w-]{24}/g, '$1-')

interface Line {
  readonly socket: Socket
  readonly all: () => string
  readonly ended: () => boolean
  until(done: () => boolean, waitMs?: number): Promise<boolean>
}

const dial = (port: number): Promise<Line> =>
  new Promise((resolve, reject) => {
    let all = ''
    let over = false
    let wake = (): void => {}
    const socket = connect({ port, host: '127.0.0.1', noDelay: true, allowHalfOpen: true })
    socket.setEncoding('latin1')
    socket.on('data', (data) => {
      all += data
      wake()
    })
    const end = (): void => {
      over = true
      wake()
    }
    socket.on('end', end)
    socket.on('close', end)
    socket.on('error', (error) => {
      reject(error)
      end()
    })
    const until = async (done: () => boolean, waitMs = answerTimeoutMs): Promise<boolean> => {
      const deadline = Date.now() + waitMs
      while (!done() && Date.now() < deadline) {
        await new Promise<void>((next) => {
          const timer = setTimeout(next, deadline - Date.now())
          wake = () => {
            clearTimeout(timer)
            next()
          }
        })
      }
      return done()
    }
    socket.on('connect', () => resolve({ socket, all: () => all, ended: () => over, until }))
  })

const send = async ({ socket }: Line, pieces: readonly Buffer[]): Promise<void> => {
  for (const piece of pieces) {
    if (socket.destroyed) return
    socket.write(piece)
    // A turn of the loop in which the server, which is in this process, reads what came so far.
    if (pieces.length > 1) await new Promise(setImmediate)
  }
}

/** What comes back to `pieces`, and whether it goes on as the golden says it does. */
export const talk = async (
  port: number,
  pieces: readonly Buffer[],
  want: { readonly want: string; readonly ending: Ending },
): Promise<string> => {
  const line = await dial(port)
  const now = (): string => stable(line.all())
  try {
    await send(line, pieces)
    if (want.ending === 'answer closed') {
      return (await line.until(line.ended)) ? now() : `${now()}<still open>`
    }
    const complete = (): boolean =>
      line.ended() || !want.want.startsWith(now()) || now() === want.want
    await line.until(complete)
    if (now() !== want.want) return now()
    if (line.ended()) return `${now()}<closed>`
    return want.ending === 'answer raw' ? await endRaw(line, now) : await goOn(line, now)
  } finally {
    line.socket.destroy()
  }
}

/** Our half ends: nothing more may come. */
const endRaw = async (line: Line, now: () => string): Promise<string> => {
  line.socket.end()
  return (await line.until(line.ended)) ? now() : `${now()}<still open>`
}

/** A plain GET on the same connection must be answered, with nothing before or behind. */
const goOn = async (line: Line, now: () => string): Promise<string> => {
  const before = now()
  line.socket.write(plainGet)
  await line.until(line.ended)
  const rest = now().slice(before.length)
  return plainAnswer.test(rest) ? before : `${before}<then ${rest}>`
}

/** What a server says when no golden does, and how it ends; slow, for writing goldens. */
export const record = async (
  port: number,
  bytes: Buffer,
  ending: Ending,
): Promise<{ all: string; ending: Ending }> => {
  const line = await dial(port)
  await send(line, [bytes])
  let before = -1
  while (!line.ended() && line.all().length !== before) {
    before = line.all().length
    await line.until(line.ended, silenceMs)
  }
  line.socket.destroy()
  if (line.ended()) return { all: stable(line.all()), ending: 'answer closed' }
  return { all: stable(line.all()), ending: ending === 'answer raw' ? ending : 'answer' }
}

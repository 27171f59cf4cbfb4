// Owns clients of HTTP/2 that leave in the midst of everything: sessions torn down under answers of every kind,
// streams reset, processes killed.

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { connect } from 'node:http2'
import { setTimeout as sleep } from 'node:timers/promises'

const paths = ['/', '/big', '/streamed', '/slow', '/late', '/upload']
const answerTimeoutMs = 20_000

const dial = (url) => {
  const session = connect(url, { rejectUnauthorized: false })
  session.on('error', () => {})
  return session
}

const begin = (session, index) => {
  const path = paths[index % paths.length]
  const method = path === '/upload' ? 'POST' : 'GET'
  const stream = session.request({ ':path': path, ':method': method })
  stream.on('error', () => {})
  if (method === 'POST') stream.end(Buffer.alloc(40_000, 7))
  // Some are not read: the server has to wait with its answer.
  if (index % 5 !== 0) stream.resume()
  if (index % 7 === 0) setImmediate(() => stream.close(8))
}

// Leaves at another moment each time: at once, behind the first answers, a little later.
const leave = async (session, index) => {
  if (index % 3 === 1) await sleep(index % 16)
  if (index % 3 === 2) await Promise.race([once(session, 'stream').catch(() => {}), sleep(30)])
  session.destroy()
}

/** `sessions` connections with `requests` streams each, torn down before they are answered. */
export const churn = async (url, sessions, requests) => {
  const all = Array.from({ length: sessions }, async (_, index) => {
    const session = dial(url)
    await Promise.race([once(session, 'connect'), once(session, 'close')]).catch(() => {})
    if (session.destroyed) return
    for (let i = 0; i < requests; i++) begin(session, index + i)
    await leave(session, index)
  })
  await Promise.all(all)
}

/** The body of a GET on a connection of its own; throws when there is no answer. */
export const ask = async (url, path) => {
  const session = dial(url)
  try {
    const stream = session.request({ ':path': path })
    const late = sleep(answerTimeoutMs, undefined, { ref: false }).then(() => {
      throw new Error(`no answer to ${path}`)
    })
    let body = ''
    stream.setEncoding('utf8')
    stream.on('data', (data) => {
      body += data
    })
    await Promise.race([once(stream, 'end'), late])
    return body
  } finally {
    session.destroy()
  }
}

/** An h2load that is killed while it is served. Null where there is none on this machine. */
export const killedLoad = async (url, afterMs) => {
  const child = spawn('h2load', ['-D', '60', '-c', '10', '-m', '20', `${url}/big`], {
    stdio: 'ignore',
  })
  const failed = once(child, 'error').then(() => true)
  const began = once(child, 'spawn').then(() => false)
  if (await Promise.race([failed, began])) return null
  await sleep(afterMs)
  child.kill('SIGKILL')
  await once(child, 'close')
  return true
}

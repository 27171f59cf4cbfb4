// Owns a connection that has left HTTP, as a Duplex: native code keeps the bytes of both ways, and stops reading
// while nobody takes them.

import { Duplex } from 'node:stream'
import type { NativeEngine } from '@nexusrt/native'
import type { RawConnection } from '../http/reply.js'
import type { LiveStreams } from './live-streams.js'

type Done = (error?: Error | null) => void

export class RawDuplex extends Duplex implements RawConnection {
  readonly #native: NativeEngine
  readonly #live: LiveStreams
  #waiting: Done | null = null
  #isReading = false
  #isGone = false

  constructor(
    native: NativeEngine,
    live: LiveStreams,
    readonly connection: number,
    readonly serial: number,
    readonly remoteAddress: string,
  ) {
    super({ allowHalfOpen: false })
    // A peer that resets its connection must not end the process of whoever does not listen.
    this.on('error', () => {})
    this.#native = native
    this.#live = live
    const left = (): void => this.#left()
    live.addIn(serial, { wake: () => this.#wakeReading(), left })
    live.addOut(serial, { wake: () => this.#wakeWriting(), left })
    live.addRaw(this)
  }

  override _read(): void {
    this.#isReading = true
    while (this.#isReading) {
      const got = this.#native.readBody(this.connection, this.serial)
      if (got === 0) return
      if (typeof got === 'string') {
        this.#isReading = false
        this.push(null)
      } else if (Array.isArray(got)) {
        this.#isReading = false
        this.destroy(this.#isGone ? resetError() : undefined)
      } else {
        this.#isReading = this.push(Buffer.from(got as ArrayBuffer))
      }
    }
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: Done): void {
    const room = this.#native.writeStream(this.connection, this.serial, chunk)
    if (room > 0) done()
    else if (room < 0) done(resetError())
    else this.#waiting = done
  }

  override _final(done: Done): void {
    this.#native.endStream(this.connection, this.serial, true, '')
    done()
  }

  override _destroy(error: Error | null, done: Done): void {
    this.#live.removeIn(this.serial)
    this.#live.removeOut(this.serial)
    this.#live.removeRaw(this)
    // What ended both ways closes once its last bytes are sent.
    const hasEnded = this.readableEnded && this.writableFinished
    if (!hasEnded && !this.#isGone) this.#native.endStream(this.connection, this.serial, false, '')
    this.#waiting?.(resetError())
    this.#waiting = null
    done(error)
  }

  #wakeReading(): void {
    if (this.#isReading) this._read()
  }

  // Only room lets a write go on: a peer that sends and does not read makes none.
  #wakeWriting(): void {
    const done = this.#waiting
    this.#waiting = null
    done?.()
  }

  #left(): void {
    this.#isGone = true
    this.destroy(resetError())
  }
}

const resetError = (): Error =>
  Object.assign(new Error('The peer closed the connection.'), { code: 'ECONNRESET' })

// Owns what holds of files that are open for answers: never more than there are places, and the same bytes to the end.

import { mkdtempSync, readdirSync, readlinkSync, rmSync, writeFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  type Opened,
  Place,
  Places,
  placesOf,
  type ServedFile,
} from '../../../runtime/src/http/places.js'
import { eventually } from '../../waiting.js'

describe('places for open files', () => {
  let folder: string
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'nexus-places-'))
  })
  afterEach(() => rmSync(folder, { recursive: true }))

  const openAt = async (path: string): Promise<Opened | null> => {
    const handle = await open(path).catch(() => null)
    return handle === null ? null : { handle, stats: await handle.stat() }
  }
  const serve = async (places: Places, path: string): Promise<ServedFile> => {
    await places.enter()
    const place = new Place(places)
    const opened = await openAt(path)
    if (opened === null) throw new Error(`no ${path}`)
    const file = place.keep(opened, () => openAt(path))
    place.end()
    return file
  }
  const write = (name: string, text: string): string => {
    writeFileSync(join(folder, name), text)
    return join(folder, name)
  }
  const read = async (file: ServedFile, at: number): Promise<string> => {
    const into = Buffer.alloc(4)
    return into.toString('latin1', 0, await file.read(into, at))
  }
  const openHere = (): number =>
    readdirSync('/proc/self/fd').filter((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`).startsWith(folder)
      } catch {
        return false
      }
    }).length

  it('are not exceeded, and every file is read from where it was', async () => {
    const places = new Places(2)
    const names = Array.from({ length: 6 }, (_, i) => write(`f${i}`, `${i}bcd${i}fgh`))
    const files: ServedFile[] = []
    for (const name of names) files.push(await serve(places, name))
    expect(openHere()).toBe(2)
    for (const at of [0, 4]) {
      const pieces = await Promise.all(files.map((file) => read(file, at)))
      expect(pieces).toEqual(names.map((_, i) => (at === 0 ? `${i}bcd` : `${i}fgh`)))
      expect(places.taken).toBeLessThanOrEqual(2)
    }
    await eventually(() => openHere() <= 2)
    for (const file of files) file.close()
    await eventually(() => places.taken === 0 && openHere() === 0)
    const again = await serve(places, names[0] ?? '')
    expect(await read(again, 0)).toBe('0bcd')
    again.close()
    await eventually(() => openHere() === 0)
  })

  const replace = (path: string): void => {
    rmSync(path)
    writeFileSync(path, 'abcdefgh')
  }

  it.each([
    ['another file of its name', replace],
    ['another content', (path: string) => writeFileSync(path, 'longer than it was')],
    ['none', (path: string) => rmSync(path)],
  ])('a file that became %s while it was closed is not sent on', async (_, change) => {
    const places = new Places(1)
    const path = write('a', 'abcdefgh')
    const file = await serve(places, path)
    expect(await read(file, 0)).toBe('abcd')
    const other = await serve(places, write('b', '12345678'))
    // Held open, so that the number of the file is not given to the next one.
    const kept = await open(path)
    change(path)
    await expect(read(file, 4)).rejects.toThrow('The file was changed while it was sent.')
    await kept.close()
    file.close()
    expect(await read(other, 4)).toBe('5678')
    other.close()
    await eventually(() => places.taken === 0 && openHere() === 0)
  })

  it('a file that is given up while it is read, or waits for its place, leaves it', async () => {
    const places = new Places(1)
    const [a, b] = [
      await serve(places, write('a', 'abcd')),
      await serve(places, write('b', 'bcde')),
    ]
    const readings = [read(a, 0), read(b, 0), read(a, 0).catch(() => 'gone')]
    a.close()
    b.close()
    await Promise.all(readings)
    await eventually(() => places.taken === 0 && openHere() === 0)
  })

  it('are a part of what the process may open', () => {
    expect([256, 1024, 524_288, Number.NaN].map(placesOf)).toEqual([32, 128, 4096, 128])
  })
})

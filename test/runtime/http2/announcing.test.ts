// Owns that a client of HTTP/2 hears at once that the server is about to end, also where nothing else happens.

import { describe, expect, test } from 'vitest'
import { route, setups, text } from '../../native/engine-under-test.js'
import { eventually } from '../../waiting.js'
import { ask, dial, serve } from './served.js'

describe.each(setups)('on $io, $loop', (setup) => {
  test('an idle connection is told that the server will end', async () => {
    const served = await serve(setup, [route('GET', '/', () => text('ok'))])
    try {
      const client = await dial(served.port)
      let isTold = false
      client.on('goaway', () => {
        isTold = true
      })
      expect((await ask(client, '/')).body).toBe('ok')
      served.engine.announceEnd()
      await eventually(() => isTold)
      client.destroy()
    } finally {
      await served.stop()
    }
  })
})

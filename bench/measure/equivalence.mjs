// Owns the check that every server does the same work, made before anything is timed.
import { probes } from '../scenarios/table.mjs'

const ask = async (port, { method, path, body }) => {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, {
    method,
    ...(body === undefined ? {} : { body, headers: { 'content-type': 'application/json' } }),
  })
  const type = (response.headers.get('content-type') ?? '').split(';')[0]
  return { status: response.status, type, text: await response.text() }
}

/** @throws when a server's answer differs from the first server's. */
export const assertEquivalent = async (servers) => {
  for (const probe of probes) {
    const asked = servers.filter(({ name }) => name !== 'floor' || probe.floor)
    const answers = await Promise.all(asked.map((server) => ask(server.port, probe)))
    const [expected] = answers
    answers.forEach((answer, i) => {
      const same =
        answer.status === expected.status &&
        (!probe.bytes || (answer.text === expected.text && answer.type === expected.type))
      if (same) return
      throw new Error(
        `${asked[i].name} and ${asked[0].name} disagree on ${probe.method} ${probe.path} ${probe.body ?? ''}\n` +
          `  ${asked[0].name}: ${JSON.stringify(expected)}\n  ${asked[i].name}: ${JSON.stringify(answer)}`,
      )
    })
  }
  return probes.length
}

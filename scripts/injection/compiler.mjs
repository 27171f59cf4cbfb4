// Owns which modules of the compiler the battery drives. Scripts take the built ones, tests those of the source.

/** The modules, each loaded by `load` from its path below the compiler's root. */
export const openCompiler = async (load) => ({
  pipeline: await load('pipeline'),
  render: await load('diagnostics/render'),
  source: await load('diagnostics/source'),
  visible: await load('diagnostics/visible'),
  mock: await load('commands/mock/project'),
  ledger: await load('commands/generate/ledger'),
  findings: await load('commands/check/findings'),
  report: await load('commands/check/report'),
  conformReport: await load('commands/conform/report'),
  keywords: wordsOf((await load('ir/keywords')).keywords),
})

/** Every keyword of the registry: words of the specification, names nowhere. */
const wordsOf = (keywords) => new Set(Object.values(keywords).flatMap(Object.keys))

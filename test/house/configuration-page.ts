// Owns docs/reference/configuration.md as it is made: options from the type of nexus.config.ts and its comments,
// variables from those comments and from the code that reads them.

import { join } from 'node:path'
import ts from 'typescript'
import { root, type Source, sourcesIn } from './sources.js'

/** One setting: its place, what it may be, what its comment says. */
export interface Option {
  /** `server.tls.certificates[].cert`, `contracts.<name>.abi`. */
  readonly path: string
  readonly type: string
  readonly mayBeEnv: boolean
  readonly about: string
}

const settingsFile = join(root, 'runtime/src/config/settings.ts')

/** Types whose members are other pages' business, or a project's own. */
const leaves = new Set(['server.limits', 'app'])

/** Every setting, in the order of the type. */
export const configurationOptions = (): Option[] => {
  const program = ts.createProgram([settingsFile], {
    strict: true,
    exactOptionalPropertyTypes: true,
    module: ts.ModuleKind.NodeNext,
    target: ts.ScriptTarget.ES2023,
    types: [],
    lib: ['lib.es2023.d.ts'],
    skipLibCheck: true,
  })
  const checker = program.getTypeChecker()
  const file = program.getSourceFile(settingsFile)
  const module = file && checker.getSymbolAtLocation(file)
  const symbol = module?.exports?.get('NexusConfig' as ts.__String)
  if (!symbol) throw new Error(`${settingsFile} has no NexusConfig`)
  return membersOf(checker, checker.getDeclaredTypeOfSymbol(symbol), '')
}

const membersOf = (checker: ts.TypeChecker, type: ts.Type, prefix: string): Option[] =>
  checker.getPropertiesOfType(type).flatMap((property) => {
    const path = prefix + property.name
    const members = partsOf(checker.getTypeOfSymbol(property))
    const values = members.filter((member) => !isEnvRef(member))
    const option = {
      path,
      type: typeText(checker, values, leaves.has(path)),
      mayBeEnv: values.length < members.length,
      about: ts.displayPartsToString(property.getDocumentationComment(checker)),
    }
    const inner = leaves.has(path) ? [] : values.flatMap((value) => inside(checker, value, path))
    return [option, ...inner]
  })

/** Members of a union without `undefined`; a lone type is its only member. */
const partsOf = (type: ts.Type): readonly ts.Type[] =>
  (type.isUnion() ? type.types : [type]).filter((part) => !(part.flags & ts.TypeFlags.Undefined))

const isEnvRef = (type: ts.Type): boolean =>
  (type.aliasSymbol ?? type.getSymbol())?.name === 'EnvRef' ||
  (type.getProperty('fallback') !== undefined && type.getProperty('name') !== undefined)

const isObject = (type: ts.Type): boolean => (type.flags & ts.TypeFlags.Object) !== 0

/** Settings inside a value: of an object, of each entry of a map, of each item of a list. */
const inside = (checker: ts.TypeChecker, type: ts.Type, path: string): Option[] => {
  if (!isObject(type)) return []
  const item = checker.isArrayLikeType(type) ? type.getNumberIndexType() : undefined
  if (item !== undefined) return isObject(item) ? membersOf(checker, item, `${path}[].`) : []
  const entry = type.getStringIndexType()
  if (entry !== undefined)
    return isObject(entry) ? membersOf(checker, entry, `${path}.<name>.`) : []
  return membersOf(checker, type, `${path}.`)
}

const typeText = (checker: ts.TypeChecker, values: readonly ts.Type[], isLeaf: boolean): string => {
  const texts = values.map((value) => {
    if (value.flags & ts.TypeFlags.BooleanLiteral) return 'boolean'
    if (!isObject(value)) return checker.typeToString(value).replaceAll('"', "'")
    if (checker.isArrayLikeType(value)) return listText(checker, value)
    return isLeaf || value.getStringIndexType() ? 'map' : 'object'
  })
  return [...new Set(texts)].map((text) => `\`${text}\``).join(', ')
}

const listText = (checker: ts.TypeChecker, type: ts.Type): string => {
  const item = type.getNumberIndexType()
  return item === undefined || isObject(item)
    ? 'list'
    : `${checker.typeToString(item).replace(/^Setting<(.*)>$/, '$1')}[]`
}

/** A variable that the code reads, wherever it is. */
export const variablesRead = (): string[] => {
  const sources = [
    ...sourcesIn(['runtime/src'], ['.ts']),
    ...sourcesIn(['native'], ['native/index.js']),
  ]
  return [...new Set(sources.flatMap(variablesOf))].sort()
}

const variablesOf = ({ text }: Source): string[] => {
  const code = text.replaceAll(/^\s*(\*|\/\/|\/\*).*$/gm, '')
  return [...code.matchAll(/\b(?:environment|env)\.([A-Z][A-Z0-9_]+)\b/g)].map(
    ([, name = '']) => name,
  )
}

/** Variables that are no setting of nexus.config.ts. */
const otherVariables: readonly (readonly [name: string, about: string])[] = [
  ['NEXUS_NATIVE', 'File of the native engine to load, before the built and the prebuilt ones.'],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'Where traces go; turns tracing on.'],
  ['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT', 'The same for traces alone.'],
  ['OTEL_SDK_DISABLED', '`true` turns tracing off.'],
  ['OTEL_SERVICE_NAME', "Name of the service in traces. Default: the document's title."],
  ['OTEL_TRACES_EXPORTER', '`none` turns tracing off.'],
]

/** Rows of the table of variables: those of settings, by the comment that names them, and the others. */
const variableRows = (options: readonly Option[]): [string, string][] => {
  const ofSettings = options.flatMap(({ path, about }): [string, string][] => {
    const name = /Environment:\s+([A-Z0-9_]+)/.exec(about)?.[1]
    return name === undefined ? [] : [[name, `\`${path}\``]]
  })
  return [...ofSettings, ...otherVariables.map(([name, about]): [string, string] => [name, about])]
}

const documentedVariables = (options: readonly Option[]): string[] =>
  variableRows(options)
    .map(([name]) => name)
    .sort()

const oneLine = (text: string): string => text.replaceAll(/\s+/g, ' ').replaceAll('|', '\\|')

const optionRow = ({ path, type, mayBeEnv, about }: Option): string =>
  `| \`${path}\` | ${type}${mayBeEnv ? ', `env()`' : ''} | ${oneLine(about)} |`

/** The whole page. */
export const configurationPage = (options: readonly Option[]): string =>
  `# Configuration

Made from \`runtime/src/config/settings.ts\` and its comments;
\`UPDATE_GOLDEN=1 npx vitest run test/house/configuration.test.ts\` rewrites it.

\`nexus.config.ts\` in a project's root says what the server is made from and how it runs. Flags come before the
environment, the environment before this file, this file before defaults. \`env('NAME')\` stands for a variable that is
read when the server starts; without a fallback it must be set then, and all that are missing are named at once. What the
compiler reads (\`openapi\`, \`abi\`, \`schemas\`, \`document\`) cannot be \`env()\`. A setting that does not exist is a type error.

Every option, most with its default:

\`\`\`ts
${example}\`\`\`

Times are milliseconds or text such as \`'250ms'\`, \`'10s'\`, \`'5m'\`; sizes are bytes or text such as \`'64kB'\`, \`'1MiB'\`.

## Options

| Option | Type | What it says |
| --- | --- | --- |
${options.map(optionRow).join('\n')}

## Environment

What a server reads when it starts. An empty variable counts as not set.

| Variable | Setting, or what it does |
| --- | --- |
${variableRows(options)
  .map(([name, about]) => `| \`${name}\` | ${about} |`)
  .join('\n')}
| \`ETHEREUM_RPC_URL\`, \`BASE_RPC_URL\` ... | Endpoint of a chain that \`contracts.<name>.chain\` names. |

With tracing on, the OpenTelemetry SDK reads its own variables as well: samplers, propagators, headers, limits.
\`nexus dev\` and \`nexus conform\` read \`.env\`, and the environment wins over it; tests read \`.env.test\` alone; elsewhere the platform sets
variables. \`nexus dev\` names the settings that changed and that count only when a server starts. What a project's own \`env()\` names is its own.
`

/** Variables of the page that no code reads, and those that it lacks. */
export const variableDifferences = (options: readonly Option[]) => {
  const [documented, read] = [documentedVariables(options), variablesRead()]
  return {
    missing: read.filter((name) => !documented.includes(name)),
    stale: documented.filter((name) => !read.includes(name)),
  }
}

/** A nexus.config.ts that has every option. */
export const example = `import { defineConfig, env } from '@nexusrt/runtime/config'

export default defineConfig({
  openapi: 'specs/api.yaml',
  contracts: {
    token: {
      abi: 'abi/Token.json',
      chain: { id: 31337, rpcUrl: env('RPC_URL', 'http://127.0.0.1:8545') },
      address: env('TOKEN_ADDRESS', ''),
      signer: env('TOKEN_SIGNER_KEY', ''),
      policy: {
        deadlineMs: 25_000,
        perTryTimeoutMs: 10_000,
        maxAttempts: 3,
        receiptTimeoutMs: 20_000,
        resultBytesMax: 1_048_576,
        feePerGasMaxGwei: 1_000,
        priorityFeePerGasMaxGwei: 200,
        gasMax: 30_000_000,
        backoff: { initialDelayMs: 100, maxDelayMs: 2000, multiplier: 2 },
        breaker: {
          failureRateThreshold: 0.5,
          minimumNumberOfCalls: 10,
          consecutiveFailuresThreshold: 20,
          windowMs: 10_000,
          openMs: 5000,
          maxOpenMs: 60_000,
          permittedCallsInHalfOpen: 3,
          maxHalfOpenMs: 30_000,
        },
      },
    },
  },
  schemas: { impliedTypes: true, checkAnswers: 'development', int64: 'bigint', decimal: 'string' },
  document: {
    overlays: ['specs/overlay.yaml'],
    include: { tags: ['pets'], paths: ['/pets/*'], operationIds: ['getToken'] },
    refRoot: 'specs',
    limits: { nodesMax: 4_000_000 },
    remote: {
      allow: ['https://schemas.example.com/v1/'],
      folders: { 'https://schemas.example.com/v2/': 'specs/vendored' },
    },
  },
  check: {
    accept: [
      { rule: 'operation-removed', where: 'GET /beta/*', reason: 'beta: no client outside of the team' },
    ],
  },
  webhooks: {
    secret: env('WEBHOOK_SECRET'),
    allowPrivate: false,
    timeout: '10s',
    deadline: '2m',
    attemptsMax: 3,
    retryDelay: '500ms',
    answerBytesMax: '64kB',
  },
  server: {
    host: '0.0.0.0',
    port: 3000,
    managementPort: 9090,
    io: 'auto',
    loop: 'wake',
    docs: 'document',
    http2: 'on',
    tls: {
      cert: 'certs/site.pem',
      key: 'certs/site.key',
      passphrase: env('TLS_KEY_PASSPHRASE', ''),
      certificates: [{ cert: 'certs/other.pem', key: 'certs/other.key', passphrase: env('OTHER_PASSPHRASE', '') }],
      clientCertificates: 'optional',
      ca: 'certs/clients.pem',
      minVersion: 'TLSv1.2',
      ciphers: 'ECDHE+AESGCM:ECDHE+CHACHA20',
    },
    limits: { bodyBytesMax: '1MiB', handlerTimeoutMs: '30s' },
    shutdown: { readinessDelay: '1s', drainTimeout: '10s' },
  },
  log: { level: 'info' },
  app: { databaseUrl: env('DATABASE_URL') },
})
`

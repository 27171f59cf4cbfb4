// Owns inputs of more than one file: overlays, documents in parts with hostile names of files and folders, names of
// anchors and identifiers, and what a configuration says.

const info = { title: 'Shop', version: '1' }
const json = (schema) => ({ content: { 'application/json': { schema } } })
const operation = (operationId, schema, more = {}) => ({
  operationId,
  responses: { 200: { description: 'Ok.', ...json(schema) } },
  ...more,
})

const plainDocument = () => ({
  openapi: '3.1.1',
  info,
  tags: [{ name: 'things' }],
  paths: {
    '/things': { get: operation('listThings', { $ref: '#/components/schemas/Thing' }) },
    '/others': { get: operation('listOthers', { type: 'string' }, { tags: ['things'] }) },
  },
  components: {
    schemas: { Thing: { type: 'object', properties: { color: { type: 'string' } } } },
  },
})

/** Actions on names, texts and whole operations. */
export const overlayDocument = () => ({
  overlay: '1.0.0',
  info: { title: 'An overlay', version: '1' },
  extends: 'api.json',
  actions: [
    {
      target: '$.info',
      description: 'What the action is for.',
      update: { title: 'Laid over', description: 'A text\nof two lines.', 'x-owner': 'me' },
    },
    {
      target: "$.paths['/things']",
      update: {
        post: operation(
          'laidOver',
          { type: 'string', enum: ['one', 'two'] },
          { summary: 'Adds.', parameters: [{ name: 'first', in: 'query', schema: {} }] },
        ),
      },
    },
    {
      target: "$.components.schemas[?@.type == 'object'].properties",
      update: { laidProperty: { type: 'string', description: 'New.', pattern: '^a+$' } },
    },
    { target: "$.paths['/others']", remove: true },
  ],
})

/** What stands in names of files, folders, anchors and identifiers; `treeFiles` makes the files of it. */
export const treeDocument = () => ({
  folder: 'parts',
  file: 'pets',
  wholeFile: 'whole',
  root: 'home',
  anchor: 'anchored',
  dynamicAnchor: 'node',
  id: 'identified',
  definition: 'Inner',
  text: 'A schema of another file.',
})

/** A segment of a reference: what URIs keep for themselves is escaped; what is no text stays out. */
const inUri = (text) => {
  try {
    return encodeURIComponent(text)
  } catch {
    return text
  }
}

const inPointer = (text) => inUri(text.replaceAll('~', '~0').replaceAll('/', '~1'))

/** @returns {[path: string, value: unknown][]} */
export const treeFiles = (names) => {
  const { folder, file, wholeFile, anchor, dynamicAnchor, id, definition, text, root } = names
  const parts = `${inUri(folder)}/${inUri(file)}.json`
  const ref = ($ref) => ({ $ref })
  return [
    [
      'api.json',
      {
        openapi: '3.1.1',
        info,
        paths: {
          '/a': { get: operation('readA', ref(`${parts}#/$defs/${inPointer(definition)}`)) },
          '/b': { get: operation('readB', ref(`${parts}#${inUri(anchor)}`)) },
          '/c': { get: operation('readC', ref(`${inUri(folder)}/${inUri(wholeFile)}.json`)) },
          '/d': { get: operation('readD', ref(`https://example.com/${inUri(id)}`)) },
          '/e': { get: operation('readE', ref('#/components/schemas/Tree')) },
        },
        components: {
          schemas: {
            Known: { $id: `https://example.com/${inUri(id)}`, type: 'string', description: text },
            Tree: {
              $dynamicAnchor: dynamicAnchor,
              type: 'object',
              properties: {
                [root]: { type: 'string' },
                children: { type: 'array', items: { $dynamicRef: `#${inUri(dynamicAnchor)}` } },
              },
            },
          },
        },
      },
    ],
    [
      `${folder}/${file}.json`,
      {
        $defs: {
          [definition]: {
            type: 'object',
            description: text,
            properties: { a: { type: 'string' } },
          },
          Anchored: { $anchor: anchor, type: 'string', enum: ['x'] },
        },
      },
    ],
    [`${folder}/${wholeFile}.json`, { type: 'object', properties: { whole: { type: 'boolean' } } }],
  ]
}

/** What `nexus.config.ts` may say that reaches files or diagnostics. */
export const configDocument = () => ({
  contracts: [
    { key: 'market', file: 'Market' },
    { key: 'second', file: 'Other' },
  ],
  include: { tags: ['things'], paths: ['/things'], operationIds: ['listThings'] },
  folders: [{ url: 'https://example.com/', folder: 'there' }],
})

const overlaid = (projectDir) => ({
  projectDir,
  openapi: 'api.json',
  contracts: [],
  document: { overlays: [`${projectDir}/overlay.json`] },
})

const configured = (projectDir, { contracts, include, folders }) => ({
  projectDir,
  openapi: 'api.json',
  contracts: contracts.map(({ key, file }) => ({ key, abi: `${file}.json` })),
  document: {
    include,
    remote: { folders, allow: [], home: null, refreshSince: null, isFrozen: true },
  },
})

const isWord = () => false

/** Another method is another operation, and a target with a further step selects something else, or nothing. */
const isWordOfOverlays = ({ path, part }, text) =>
  (part === 'key' && path.at(-1) === 'post' && text === 'delete') ||
  (part === 'value' && path.at(-1) === 'target' && text === '.npmrc')

/**
 * Subjects whose files are made from the document that is attacked; what is served is no text of these.
 * @returns {import('./attack.mjs').Subject[]}
 */
export const projectSubjects = (abi) => [
  {
    name: 'overlay',
    document: overlayDocument(),
    isWord: isWordOfOverlays,
    files: (overlay) => [
      ['api.json', plainDocument()],
      ['overlay.json', overlay],
    ],
    input: overlaid,
  },
  {
    name: 'files-3.1',
    document: treeDocument(),
    isOfValues: true,
    isWord,
    files: treeFiles,
    input: (projectDir) => ({ projectDir, openapi: 'api.json', contracts: [] }),
  },
  {
    name: 'config',
    document: configDocument(),
    isOfValues: true,
    isSettings: true,
    isWord,
    files: ({ contracts }) => [
      ['api.json', plainDocument()],
      ...contracts.map(({ file }) => [`${file}.json`, abi]),
    ],
    input: configured,
  },
]

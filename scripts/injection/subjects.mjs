// Owns what is attacked: each kind of input document, and how it is compiled.

import { abiEntries, foundryArtifact, hardhatArtifact } from './abis.mjs'
import { openapiDocument } from './documents.mjs'
import { positionsOf } from './positions.mjs'
import { projectSubjects } from './project-subjects.mjs'
import { rareDocument } from './rare-documents.mjs'
import { swaggerDocument } from './swagger-document.mjs'

/** An operation under another method is another operation: requests can be made for `delete`, and not for `trace`. */
const isMethod = ({ path, part }, text) =>
  part === 'key' && text === 'delete' && isPathItem(path.slice(0, -1))

const isPathItem = (path) =>
  (path.length === 2 && path[0] === 'paths') ||
  (path.length === 3 && path[0] === 'components' && path[1] === 'pathItems')

/** Names of headers are lower case: of those that every object inherits this one is left. */
const isNameOfHeader = (document, { path, part }, text) =>
  text === 'constructor' &&
  (part === 'value' ? ownerOf(document, path).in === 'header' : path.at(-2) === 'headers')

const ownerOf = (document, path) => path.slice(0, -1).reduce((node, step) => node[step], document)

/** Names of security schemes are put together with `+`, so a principal's tag spells that, and `%`, in another way. */
const spellingsOf = (document, { path, part, text: name }, text) => {
  const isScheme =
    (part === 'key' && path.at(-3) === 'security') ||
    (part === 'name' && Object.hasOwn(document.components?.securitySchemes ?? {}, name))
  return isScheme ? [text, text.replace(/[%+]/g, encodeURIComponent)] : [text]
}

const openapi = (name, document) => ({
  name,
  document,
  spellings: (position, text) => spellingsOf(document, position, text),
  isWord: (position, text) => isMethod(position, text) || isNameOfHeader(document, position, text),
  file: 'api.json',
  input: (projectDir) => ({ projectDir, openapi: 'api.json', contracts: [] }),
})

const contract = (name, document) => ({
  name,
  document,
  // An entry that is called a constructor is one: its program is that of no harmless text.
  isWord: ({ name: place }, text) => /\/\d+\/type$/.test(place) && text === 'constructor',
  file: 'Market.json',
  input: (projectDir) => ({
    projectDir,
    openapi: null,
    contracts: [{ key: 'market', abi: 'Market.json' }],
  }),
})

/** Every subject; the ones of OpenAPI first. */
export const subjects = [
  openapi('swagger-2.0', swaggerDocument()),
  openapi('openapi-3.0', openapiDocument('3.0.4')),
  openapi('openapi-3.1', openapiDocument('3.1.1')),
  openapi('openapi-3.2', openapiDocument('3.2.0')),
  openapi('rare-3.1', rareDocument('3.1.1')),
  openapi('rare-3.2', rareDocument('3.2.0')),
  contract('abi', abiEntries()),
  contract('abi-hardhat', hardhatArtifact()),
  contract('abi-foundry', foundryArtifact()),
  ...projectSubjects(abiEntries().slice(0, 2)),
]

/** Where texts are put in a subject. */
export const positionsIn = (subject, { keywords }) =>
  positionsOf(subject.document, { keywords }).filter(
    ({ part }) => !subject.isOfValues || part === 'value',
  )

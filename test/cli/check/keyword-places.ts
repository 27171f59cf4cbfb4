// Owns where the keywords of one document stand, told by the grammar of the specification alone: what the ledger, which
// follows the compiler's readers, is held against.

type Json = null | boolean | number | string | readonly Json[] | JsonObject
export type JsonObject = { readonly [key: string]: Json }

/** What stands below the keys of an object: one (`Schema`), a list (`[]`), a map (`{}`), or a map of maps. */
const grammar: Readonly<Record<string, string>> = {
  OpenAPI:
    'info:Info servers:Server[] paths:Path{} webhooks:Path{} components:Components tags:Tag[] externalDocs:Docs',
  Info: 'contact:Contact license:License',
  Server: 'variables:Variable{}',
  Components:
    'schemas:Schema{} responses:Response{} parameters:Parameter{} examples:Example{} requestBodies:Body{} headers:Header{} securitySchemes:Scheme{} links:Link{} callbacks:Path{}{} pathItems:Path{} mediaTypes:Media{}',
  Path: 'servers:Server[] parameters:Parameter[] get:Operation put:Operation post:Operation delete:Operation options:Operation head:Operation patch:Operation trace:Operation query:Operation additionalOperations:Operation{}',
  Operation:
    'externalDocs:Docs servers:Server[] parameters:Parameter[] requestBody:Body responses:Response{} callbacks:Path{}{}',
  Parameter: 'schema:Schema content:Media{} examples:Example{}',
  Header: 'schema:Schema content:Media{} examples:Example{}',
  Body: 'content:Media{}',
  Media:
    'schema:Schema itemSchema:Schema examples:Example{} encoding:Encoding{} prefixEncoding:Encoding[] itemEncoding:Encoding',
  Encoding: 'headers:Header{} encoding:Encoding{} prefixEncoding:Encoding[] itemEncoding:Encoding',
  Response: 'headers:Header{} content:Media{} links:Link{}',
  Link: 'server:Server',
  Tag: 'externalDocs:Docs',
  Scheme: 'flows:Flows',
  Flows:
    'implicit:Flow password:Flow clientCredentials:Flow authorizationCode:Flow deviceAuthorization:Flow',
  Schema:
    'externalDocs:Docs xml:Xml discriminator:Discriminator properties:Schema{} patternProperties:Schema{} dependentSchemas:Schema{} $defs:Schema{} definitions:Schema{} allOf:Schema[] anyOf:Schema[] oneOf:Schema[] prefixItems:Schema[] items:Schema additionalProperties:Schema not:Schema if:Schema then:Schema else:Schema contains:Schema propertyNames:Schema unevaluatedItems:Schema unevaluatedProperties:Schema contentSchema:Schema',
  Swagger:
    'info:Info tags:Tag[] externalDocs:Docs paths:SwaggerPath{} definitions:Schema{} parameters:SwaggerParameter{} responses:SwaggerResponse{} securityDefinitions:SwaggerScheme{}',
  SwaggerPath:
    'parameters:SwaggerParameter[] get:SwaggerOperation put:SwaggerOperation post:SwaggerOperation delete:SwaggerOperation options:SwaggerOperation head:SwaggerOperation patch:SwaggerOperation',
  SwaggerOperation: 'externalDocs:Docs parameters:SwaggerParameter[] responses:SwaggerResponse{}',
  SwaggerParameter: 'schema:Schema items:SwaggerItems',
  SwaggerItems: 'items:SwaggerItems',
  SwaggerResponse: 'schema:Schema headers:SwaggerHeader{}',
  SwaggerHeader: 'items:SwaggerItems',
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1')

/** JSON pointers of all keywords of a document in one file, in no order. */
export const keywordPlaces = (document: JsonObject): readonly string[] => {
  const places: string[] = []
  const object = (kind: string, value: Json | undefined, at: string): void => {
    if (!isObject(value)) return
    const below = new Map((grammar[kind] ?? '').split(' ').map((row) => split(row)))
    const isReference = '$ref' in value && !/^(?:Schema|.*Path)$/.test(kind)
    for (const [key, each] of Object.entries(value)) {
      if (key.startsWith('x-')) continue
      const place = `${at}/${escaped(key)}`
      places.push(place)
      const type = isReference ? undefined : below.get(key)
      if (type !== undefined) typed(type, each, place)
    }
  }
  const typed = (type: string, value: Json | undefined, at: string): void => {
    const kind = type.replace(/[[\]{}]/g, '')
    if (type.endsWith('[]')) {
      if (Array.isArray(value))
        for (const [i, each] of value.entries()) object(kind, each, `${at}/${i}`)
      return
    }
    if (!type.endsWith('{}')) object(kind, value, at)
    if (!type.endsWith('{}') || !isObject(value)) return
    const inner = type.slice(0, -2)
    for (const [name, each] of Object.entries(value)) {
      // Paths, callbacks and responses are objects that may be extended; maps are none.
      if (name.startsWith('x-') && /(?:Path|Response)$/.test(kind)) continue
      const isReference = isObject(each) && '$ref' in each && inner.endsWith('{}')
      typed(isReference ? 'Reference' : inner, each, `${at}/${escaped(name)}`)
    }
  }
  object('swagger' in document ? 'Swagger' : 'OpenAPI', document, '')
  return places
}

const split = (row: string): [string, string] => {
  const [key = '', type = ''] = row.split(':')
  return [key, type]
}

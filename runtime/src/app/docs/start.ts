// Owns the script that starts Swagger UI on the page at /docs: which document, and how much of it is open at first.

/**
 * From 150 rows on Swagger UI keeps only those in the page that are on the screen. A tag that fills several screens
 * then hides that there are others, and so do a hundred operations of the first one.
 */
const openOperationsMax = 100

// The document's URL is that of the page, so that a proxy may serve both under a path of its own. The document is
// JSON, which Swagger UI would read with a parser of YAML: seconds for one of 13 MB.
export const start = `'use strict'
const methods = ['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace', 'query']
const countOperations = ({ paths }) =>
  Object.values(paths ?? {}).reduce((sum, item) => sum + methods.filter((method) => item?.[method]).length, 0)
const readsJson = (_, { specActions, specSelectors }) => (text) =>
  specActions.updateJsonSpec(JSON.parse(text ?? specSelectors.specStr()))
const closesTagsOfMany = (next, { getConfigs, layoutActions }) => (document) => {
  if (countOperations(document) > ${openOperationsMax}) {
    getConfigs().docExpansion = 'none'
    layoutActions.updateFilter(true)
  }
  return next(document)
}
const ours = { statePlugins: { spec: { wrapActions: { parseToJson: readsJson, updateJsonSpec: closesTagsOfMany } } } }
SwaggerUIBundle({
  url: new URL('openapi.json', location.href).href,
  dom_id: '#page',
  deepLinking: true,
  validatorUrl: null,
  plugins: [ours],
})
`

// Owns the documents of the small corpus whose label we disagree with, each with the reason.

const relativeUrl =
  'what stands for a URL is a valid relative reference, which 3.0.x allows ("Unless specified otherwise, all properties that are URLs MAY be relative references", 4.5)'
const empty = 'the file is empty: 0 bytes are no document'
const noPaths = '`paths` is REQUIRED in OpenAPI 3.0.x (4.7.1); the document has none'
const piece =
  'a piece that another document refers to: it has no `openapi` and is no document itself'

/** Reasons by document, relative to the corpus. */
export const declared = {
  '3.0/pass/fiendish/ref-encoding2.yaml':
    'a Swagger 2.0 document that refers to `#/components/...`, which it does not have',
  '3.0/pass/gluecon/example1_from_._Different_requestbody.md.yaml':
    'Swagger 2.0 knows no `examples` in a parameter',
  '3.0/pass/resolution/twolevel/subdir1/subdir2/ok.yaml': piece,
  '3.0/pass/resolution/twolevel/subdir1/test.yaml': piece,
  '3.0/pass/server_enum_empty.yaml': noPaths,
  '3.0/pass/server_enum_unknown.yaml': noPaths,
  '3.0/pass/swagger2openapi/fart.openapi.yaml': empty,
  '3.0/pass/swagger2openapi/swagger.json': empty,
  '3.0/pass/swagger2openapi/test-oas3.yaml': empty,
  '3.0/pass/swagger2openapi/test-openapi.json': empty,
  '3.0/pass/swagger2openapi/test.json': empty,
  '3.0/pass/swagger2openapi/test.yaml': empty,
  '3.0/fail/fuzz1/0e5805a8-5699-4428-9449-423c281d88c6.yaml': relativeUrl,
  '3.0/fail/fuzz1/32fdf814-65ca-4c79-83b4-16743c8deb68.yaml': relativeUrl,
  '3.0/fail/fuzz1/491adfd8-a1b6-4328-b091-42630383e6b4.yaml': relativeUrl,
  '3.0/fail/fuzz1/6b245d6c-716f-47bc-b347-c26ab9c92d0b.yaml': relativeUrl,
  '3.0/fail/missingPathParam.yaml':
    'one name of the path without a parameter and one path parameter without a name can only mean each other: real documents have this slip, so it is compiled with a located warning (NX2018)',
  '3.0/fail/schemaProperties.yaml':
    'an unknown keyword of a schema (`name`) is a located warning (NX2015): real documents are full of them, and `--strict` refuses them',
}

// Owns rules about what an operation takes and answers: bodies that have no meaning, no responses.

import type { Diagnostic } from '../diagnostics/diagnostic.js'
import { child } from '../diagnostics/pointer.js'
import type { Api } from '../ir/api.js'
import { ignoredHeaders } from '../ir/ignored-headers.js'
import type { HttpMethod } from '../ir/operation.js'
import { aggregate } from './aggregate.js'

// RFC 9110, 9.3.1, 9.3.2, 9.3.5, 9.3.8.
const bodiless: readonly HttpMethod[] = ['GET', 'HEAD', 'DELETE', 'TRACE']

export const checkBodies = (api: Api): readonly Diagnostic[] => [
  ...noResponses(api),
  ...bodiless.flatMap((method) => bodiesOf(api, method)),
  ...ignoredParameters(api),
]

const noResponses = (api: Api): readonly Diagnostic[] =>
  aggregate(
    'NX2109',
    api.operations.filter(({ responses }) => responses.length === 0).map(({ at }) => at),
    (count) =>
      count === 1
        ? 'an operation declares no responses'
        : `${count} operations declare no responses`,
  )

const bodiesOf = (api: Api, method: HttpMethod): readonly Diagnostic[] =>
  aggregate(
    'NX2110',
    api.operations.flatMap((each) =>
      each.method === method && each.body !== null ? [each.body.at] : [],
    ),
    (count) =>
      `${count === 1 ? 'a' : `${count}`} ${method} operation${count === 1 ? ' takes' : 's take'} a request body`,
  )

const ignoredParameters = (api: Api): readonly Diagnostic[] =>
  ignoredHeaders.flatMap((name) =>
    aggregate(
      'NX2120',
      api.operations.flatMap(({ parameters }) =>
        parameters
          .filter((each) => each.place === 'header' && each.name.toLowerCase() === name)
          .map(({ at }) => ({ ...at, pointer: child(at.pointer, 'name') })),
      ),
      (count) =>
        `the header parameter \`${name}\` is ignored${count === 1 ? '' : ` (${count} times)`}`,
    ),
  )

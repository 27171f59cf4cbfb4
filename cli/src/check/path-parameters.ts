// Owns rules about path parameters: template and declarations agree, and each one is required.

import { diagnostic } from '../diagnostics/codes.js'
import type { Diagnostic } from '../diagnostics/diagnostic.js'
import { nearest } from '../diagnostics/suggest.js'
import type { Api } from '../ir/api.js'
import type { Operation } from '../ir/operation.js'
import { namesOf } from '../ir/path-template.js'

export const checkPathParameters = (api: Api): readonly Diagnostic[] =>
  api.operations.flatMap((operation) => [...undeclared(operation), ...declared(operation)])

const pathParameters = ({ parameters }: Operation): Operation['parameters'] =>
  parameters.filter(({ place }) => place === 'path')

const undeclared = (operation: Operation): readonly Diagnostic[] => {
  const known = pathParameters(operation).map(({ name }) => name)
  return [...new Set(namesOf(operation.path))]
    .filter((name) => !known.includes(name))
    .map((name) => {
      const meant = nearest(name, known)
      return diagnostic('NX2101', {
        message: `${operation.method} ${operation.path} does not declare its path parameter \`${name}\``,
        at: operation.at,
        ...(meant === null ? {} : { help: `did you mean \`${meant}\`, which is declared?` }),
      })
    })
}

const declared = (operation: Operation): readonly Diagnostic[] => {
  const names = namesOf(operation.path)
  return pathParameters(operation).flatMap((parameter) => {
    if (!names.includes(parameter.name)) {
      return diagnostic('NX2102', {
        message: `the path parameter \`${parameter.name}\` is not in \`${operation.path}\``,
        at: parameter.at,
        related: [
          { message: `used by ${operation.method} ${operation.path} at {place}`, at: operation.at },
        ],
      })
    }
    if (parameter.required) return []
    return diagnostic('NX2103', {
      message: `the path parameter \`${parameter.name}\` is not marked as required`,
      at: parameter.at,
    })
  })
}

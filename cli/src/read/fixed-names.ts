// Owns path parameters that have one value and stand beside another: `/posts/{id}{ending}`, where `ending` is `.json`
// and nothing else. By itself nothing says where `id` ends; with its only value in its place the template does.

import type { Api } from '../ir/api.js'
import type { Operation, Parameter } from '../ir/operation.js'
import type { Schema } from '../ir/schema.js'

/** The document with such parameters as the text that they are. */
export const withFixedNames = (api: Api): Api => ({
  ...api,
  operations: api.operations.map((operation) =>
    operation.path.includes('}{') ? fixed(api, operation) : operation,
  ),
})

const fixed = ({ schemas }: Api, operation: Operation): Operation => {
  const left: Parameter[] = []
  let { path } = operation
  for (const parameter of operation.parameters) {
    const value = parameter.place === 'path' ? onlyText(schemas.get(parameter.schema)) : null
    const template = `{${parameter.name}}`
    if (value === null || !isBesideAnother(path, template)) left.push(parameter)
    else path = path.replace(template, () => encodeURIComponent(value))
  }
  return { ...operation, path, parameters: left }
}

const isBesideAnother = (path: string, template: string): boolean =>
  path.includes(`}${template}`) || path.includes(`${template}{`)

const onlyText = (schema: Schema | undefined): string | null => {
  const [value, ...others] = schema?.enum ?? (schema?.const == null ? [] : [schema.const.value])
  const isOnly = typeof value === 'string' && others.length === 0 && !/\p{Surrogate}/u.test(value)
  return isOnly ? value : null
}

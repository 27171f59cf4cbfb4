// Owns rendering of `templates/generated/*.hbs`. Every `{{value}}` must be a `Code`; anything else throws.

import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import Handlebars from 'handlebars'
import { Code } from './code.js'

const handlebars = Handlebars.create()

handlebars.registerHelper('emit', (value: unknown) => {
  if (!(value instanceof Code)) throw new TypeError('a template was given a value that is not Code')
  return value.text
})

/** Turns `{{x}}` into `{{emit x}}`, so that no template can print a value unseen, and meets the parts of a template. */
class EmitEverything extends Handlebars.Visitor {
  override PartialStatement({ name }: hbs.AST.PartialStatement): void {
    if (name.type !== 'PathExpression')
      throw new TypeError('a part of a template has no fixed name')
    const { original } = name as hbs.AST.PathExpression
    handlebars.registerPartial(original, compile(original))
  }

  override MustacheStatement(statement: hbs.AST.MustacheStatement): void {
    if (statement.params.length > 0) throw new TypeError('templates call no helpers')
    statement.params = [statement.path as hbs.AST.Expression]
    statement.path = { ...(statement.path as hbs.AST.PathExpression), ...emitPath }
  }
}

const emitPath = {
  type: 'PathExpression',
  data: false,
  depth: 0,
  parts: ['emit'],
  original: 'emit',
}

/** Where templates lie: at the root of a checkout, inside the package once it is packed. */
const folders = ['../../../../templates/', '../../../templates/'].map((path) =>
  fileURLToPath(new URL(path, import.meta.url)),
)

/** The folder of one kind of templates, with a slash at its end. */
export const templatesFolder = (
  kind: 'generated' | 'project' | 'example' | 'mock' | 'explain',
): string => {
  const folder = folders.find((candidate) => existsSync(`${candidate}${kind}`))
  if (folder === undefined)
    throw new Error(`templates/${kind} is missing from ${folders.join(' and ')}`)
  return `${folder}${kind}/`
}

const compiled = new Map<string, HandlebarsTemplateDelegate>()

const sourceOf = (name: string): string =>
  readFileSync(`${templatesFolder('generated')}${name}.hbs`, 'utf8')

/** The text of a template with its parts in it: `{{> client/calls}}` is templates/generated/client/calls.hbs. */
const wholeSourceOf = (name: string): string =>
  sourceOf(name).replace(/^\{\{> ([\w/-]+)\}\}$/gm, (_, part: string) => wholeSourceOf(part))

/** Names that a template declares by itself at the top of its file, without the part for the condition `without`. */
export const declaredNames = (name: string, without: string | null): string[] => {
  const text = wholeSourceOf(name).replace(
    /\{\{#if (\w+)\}\}[\s\S]*?\{\{\/if\}\}/g,
    (part, condition) => (condition === without ? '' : part),
  )
  const declaration =
    /^(?:export )?(?:const|class|interface|type|(?:async )?function\*?) ([\w$]+)/gm
  return [...text.matchAll(declaration)].map(([, found = '']) => found)
}

const compile = (name: string): HandlebarsTemplateDelegate => {
  const ast = handlebars.parse(sourceOf(name))
  new EmitEverything().accept(ast)
  return handlebars.compile(ast, {
    noEscape: true,
    strict: true,
    knownHelpersOnly: true,
    knownHelpers: { emit: true },
  })
}

/**
 * Renders one template, named by its path below `templates/generated` without `.hbs`.
 * `view` holds `Code`, booleans, and lists and records of these.
 */
export const render = (name: string, view: object): string => {
  let template = compiled.get(name)
  if (!template) {
    template = compile(name)
    compiled.set(name, template)
  }
  return template(view)
}

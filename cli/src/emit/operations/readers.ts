// Owns printing readers: what takes an operation's parameters and body out of a request.

import { bySpecificity, isSequence } from '../../ir/media-types.js'
import type { BodyContentPlan, BodyPlan, OperationPlan, ParameterPlan } from '../../ir/plan/api.js'
import type { HintPlan, ParamSource } from '../../ir/plan/parameters.js'
import { become } from '../checks/becoming.js'
import { changes } from '../checks/changes.js'
import { checkFunction } from '../checks/check-function.js'
import { CheckPrinter } from '../checks/checks.js'
import { Code, code, entry, join, json, literalKey, member, num, str } from '../code/code.js'
import type { Constants } from '../code/constants.js'
import { isInherited } from '../code/inherited.js'
import type { Printing } from '../code/printing.js'
import { fail } from '../code/statements.js'
import { formSpec, itemType } from './form-spec.js'
import { hintConstant } from './hint-code.js'
import {
  inputPlaces,
  isOptional,
  isTextList,
  isTrustedDefault,
  knownType,
  mayBeNever,
  nativeReads,
  partsOf,
  withoutTextItems,
} from './parameter-facts.js'
import { wholeText } from './whole-texts.js'

/** The statements of `read`. */
export const readerBody = (
  printing: Printing,
  constants: Constants,
  plan: OperationPlan,
): Code[] => {
  const reader = new Reader(printing, constants)
  const lines: Code[] = []
  for (const { place, field, suffix } of inputPlaces) {
    const parameters = plan.parameters.filter((parameter) => parameter.place === place)
    if (parameters.length === 0) continue
    const type = Code.of(`${plan.typePrefix}${suffix}`)
    const body = reader.place(parameters, Code.of(field), type)
    const asks = body.some((line) => line.text.includes('issues'))
    lines.push(...(asks ? [code`issues.place = ${str(place)}`] : []), ...body)
  }
  if (plan.body !== null) lines.push(code`issues.place = 'body'`, ...reader.body(plan.body))
  const inputs = [...plan.parameters, ...(plan.body?.contents ?? [])]
  if (inputs.some(({ check }) => changes(printing, check))) lines.push(code`issues.apply()`)
  return lines
}

class Reader {
  readonly #checks: CheckPrinter
  constructor(
    readonly printing: Printing,
    readonly constants: Constants,
  ) {
    this.#checks = new CheckPrinter(printing, constants)
  }

  /** Required parameters and those with a default make the object; the others are set when present. */
  place(parameters: readonly ParameterPlan[], field: Code, type: Code): Code[] {
    const lines: Code[] = []
    const members: Code[] = []
    const later: Code[] = []
    for (const parameter of parameters) {
      const { presence, setup, value } = this.#source(parameter)
      lines.push(...setup)
      const isSure = !isOptional(parameter)
      const whole = isSure ? this.#withDefault(parameter, presence, value) : value
      const isLocal = /^[a-z]\w*$/i.test(whole.text)
      const local = isLocal ? whole : this.#checks.fresh(parameter.name)
      const checks = this.#check(parameter, local, isSure ? presence : null)
      const missing = isSure ? this.#missing(parameter, presence) : []
      // Without anything to check the value needs no name.
      const isDirect = checks.length === 0 || isLocal
      const checked = isDirect ? whole : local
      const known = become(this.printing.imports, parameter.check, checked)
      const taken = this.#converted(parameter, known, type)
      const named = isDirect ? [] : [code`const ${local} = ${whole}`]
      if (isSure) {
        lines.push(...named, ...missing, ...checks)
        members.push(
          taken.text === parameter.name ? taken : code`${literalKey(parameter.name)}: ${taken}`,
        )
      } else {
        const body = [...named, ...checks, code`${field}${member(parameter.name)} = ${taken}`]
        later.push(
          body.length === 1
            ? code`if (${presence}) ${body}`
            : code`if (${presence}) {\n  ${body}\n}`,
        )
      }
    }
    const object = members.length === 0 ? code`{}` : code`{ ${join(members, ', ')} }`
    if (later.length === 0) return [...lines, code`context.${field} = ${object}`]
    // A parameter that is not there must not be found in Object.prototype, nor `__proto__` set instead of kept.
    const isBare = parameters.some((each) => isOptional(each) && isInherited(each.name))
    const bare =
      members.length === 0
        ? code`Object.create(null)`
        : code`Object.assign(Object.create(null), ${object})`
    return [
      ...lines,
      code`const ${field}: ${type} = ${isBare ? bare : object}`,
      ...later,
      code`context.${field} = ${field}`,
    ]
  }

  #withDefault(parameter: ParameterPlan, presence: Code, value: Code): Code {
    if (parameter.default === null) return value
    const fallback = json(parameter.default.value)
    return code`${presence} ? ${value} : ${fallback}`
  }

  /** Natively read parameters are known to be there; others say so themselves. */
  #missing(parameter: ParameterPlan, presence: Code): Code[] {
    if (!parameter.required || 'index' in parameter.source) return []
    return [code`if (!(${presence})) ${fail(str(parameter.name), 'required', 'is required')}`]
  }

  #check(parameter: ParameterPlan, local: Code, presence: Code | null): Code[] {
    const known = knownType(parameter)
    const isUnion =
      parameter.default !== null && known !== null && typeof parameter.default.value === 'object'
    const lines = this.#checks.statements(
      withoutTextItems(parameter),
      local,
      str(parameter.name),
      isUnion ? null : known,
    )
    if (lines.length === 0 || presence === null) return lines
    const isThere = 'index' in parameter.source || parameter.default !== null
    if (isThere && !isTrustedDefault(parameter)) return lines
    return [code`if (${presence}) {\n  ${lines}\n}`]
  }

  /** The value as the type that the checks have proved. */
  #converted(parameter: ParameterPlan, local: Code, type: Code): Code {
    const { source } = parameter
    const isPlain = parameter.type.kind === 'keyword' && source.kind === 'native'
    if (isPlain) return local
    if (parameter.type.kind === 'keyword' && parameter.type.name === 'unknown') return local
    const whole = isOptional(parameter) ? code`Required<${type}>` : type
    const target = code`${whole}[${str(parameter.name)}]`
    if (source.kind === 'list' && source.hint === 'string' && isTextList(parameter.type))
      return local
    const given = /^\w+(?:\(\w+\))?$/.test(local.text) ? local : code`(${local})`
    // A text is one of its literals, and what was coerced is unknown still; lists and fields share nothing with theirs.
    // A type that no value has, `never` or both of two literals, shares nothing with anything.
    const isText = source.kind === 'text' || (source.kind === 'native' && source.as !== 'list')
    const isUnknown = source.kind === 'deepObject' && /^\w+$/.test(local.text)
    const isNear = isUnknown || (isText && !mayBeNever(this.printing, parameter.type))
    return isNear ? code`${given} as ${target}` : code`${given} as unknown as ${target}`
  }

  #source(parameter: ParameterPlan): { presence: Code; setup: Code[]; value: Code } {
    const { source, wireName } = parameter
    const { imports } = this.printing
    if ('index' in source) {
      const index = num(source.index)
      if (source.kind === 'styled') return this.#styled(parameter, source, index)
      return {
        presence: parameter.emptyIsNone ? notEmpty(source, index) : code`raw.has(${index})`,
        setup: [],
        value: this.#native(source, index, wireName),
      }
    }
    if (source.kind === 'wholeQuery' || source.kind === 'cookie') {
      const local = this.#checks.fresh(`${parameter.name} text`)
      return wholeText(imports, source, wireName, local, this.#hint(hintOfSource(source)))
    }
    const isWhole = source.kind === 'deepObject' && isOptional(parameter)
    const fields = this.#checks.fresh(isWhole ? parameter.name : `${parameter.name} fields`)
    const presence = code`${fields} !== null`
    const value = parameter.required ? code`${fields} ?? {}` : fields
    if (source.kind === 'deepObject') {
      const found = code`${imports.check('deepObject')}(raw.target, ${str(wireName)}, ${this.#hint(source.hint)}, issues)`
      return { presence, setup: [code`const ${fields} = ${found}`], value }
    }
    const found = code`${imports.check('explodedFields')}(raw.target, ${json(source.names)}, ${json(source.taken)})`
    return {
      presence,
      setup: [code`const ${fields} = ${found}`],
      value: code`${imports.check('coerceFields')}(${value}, ${this.#hint(source.hint)})`,
    }
  }

  #native(
    source: Exclude<Extract<ParamSource, { index: number }>, { kind: 'styled' }>,
    index: Code,
    name: string,
  ): Code {
    const { imports } = this.printing
    switch (source.kind) {
      case 'native':
        return code`raw.${Code.of(nativeReads[source.as])}(${index})`
      case 'text':
        return code`${imports.check('coerce')}(raw.text(${index}), ${this.#hint(source.hint)})`
      case 'list':
        return this.#list(source, index)
      case 'listed':
        return code`${imports.check('coerceFields')}(${this.#listed(source, index, name)}, ${this.#hint(source.hint)})`
    }
  }

  /** Told apart from its raw text; one without the marks of its style is refused. */
  #styled(
    { name, wireName }: ParameterPlan,
    { style, explode, segment, hint }: Extract<ParamSource, { kind: 'styled' }>,
    index: Code,
  ): { presence: Code; setup: Code[]; value: Code } {
    const { imports } = this.printing
    const text = this.#checks.fresh(`${name} text`)
    const where = code`raw.target, ${num(segment.index)}`
    const found =
      segment.literals === null
        ? code`${imports.check('pathSegment')}(${where})`
        : code`${imports.check('pathPart')}(${where}, ${json(segment.literals)}, ${num(segment.position)}, raw.text(${index}))`
    const parts = explode ? partsOf(hint) : 'one'
    const mark = style === 'label' ? '.' : parts === 'members' ? ';' : `;${wireName}=`
    const check =
      style === 'simple'
        ? []
        : [
            code`if (!${imports.check('isStyled')}(${text}, ${str(style)}, ${str(wireName)}, ${str(parts)})) ${fail(str(name), 'style', `must begin with "${mark}"`)}`,
          ]
    return {
      presence: code`raw.has(${index})`,
      setup: [code`const ${text} = ${found}`, ...check],
      value: code`${imports.check('coerceStyled')}(${text}, ${str(style)}, ${str(wireName)}, ${Code.of(String(explode))}, ${this.#hint(hint)})`,
    }
  }

  #list(source: Extract<ParamSource, { kind: 'list' }>, index: Code): Code {
    const { imports } = this.printing
    // The engine hands fields of headers over as they came.
    const items = source.isHeader
      ? code`${imports.check('headerItems')}(raw.list(${index}))`
      : code`raw.list(${index})`
    if (source.first !== undefined)
      return code`${imports.check('coerceTuple')}(${items}, ${this.#hint(hintOfSource(source))})`
    return source.hint === 'string'
      ? items
      : code`${imports.check('coerceList')}(${items}, ${this.#hint(source.hint)})`
  }

  #listed(source: Extract<ParamSource, { kind: 'listed' }>, index: Code, name: string): Code {
    const { imports } = this.printing
    const between = str(source.between)
    switch (source.place) {
      case 'query':
        return code`${imports.check('listedQueryFields')}(raw.target, ${str(name)}, ${str(source.separator)}, ${between})`
      case 'header':
        return code`${imports.check('headerFields')}(raw.text(${index}), ${between})`
      case 'cookie':
        return code`${imports.check('listedCookieFields')}(raw.header('cookie') ?? '', ${str(name)}, ${between})`
    }
  }

  #hint(hint: HintPlan): Code {
    return hintConstant(this.printing, this.constants, hint)
  }

  body(body: BodyPlan): Code[] {
    let lines: Code[]
    const [only] = body.contents
    if (body.contents.length === 1 && only !== undefined) lines = this.#content(only, body.tagged)
    else {
      // The last takes what no other does: any type, or one of those that requests are held to.
      const contents = [...body.contents].sort((a, b) => bySpecificity(a.mediaType, b.mediaType))
      // Each stands in a block of its own.
      const parts = contents.map((content) =>
        new Reader(this.printing, this.constants).#content(content, body.tagged),
      )
      const links = parts.map((part, i) => {
        const test = i === parts.length - 1 ? null : mediaTest(contents[i]?.mediaType ?? '')
        return test === null ? code`{\n  ${part}\n}` : code`if (${test}) {\n  ${part}\n}`
      })
      lines = [code`const type = raw.mediaType()`, join(links, ' else ')]
    }
    return body.required ? lines : [code`if (raw.hasBody()) {\n  ${lines}\n}`]
  }

  #content(content: BodyContentPlan, tagged: boolean): Code[] {
    const isStream = content.form in streamReads
    const local = this.#checks.fresh('body')
    const known = content.form === 'text' && content.hint === null ? 'string' : null
    const made = become(this.printing.imports, content.check, local)
    const value = tagged ? code`{ contentType: ${str(content.mediaType)}, value: ${made} }` : made
    return [
      code`const ${local} = ${this.#exactSource(content)}`,
      // What is wrong with a stream shows when the handler reads it.
      ...(isStream ? [] : this.#checks.statements(content.check, local, null, known)),
      code`context.body = ${value}`,
    ]
  }

  /** A body that is one decimal has its digits in its text only. */
  #exactSource(content: BodyContentPlan): Code {
    const source = this.#bodySource(content)
    const { check, form } = content
    const isDecimal = 'becomes' in check && check.becomes === 'decimalText'
    if (form !== 'json' || !isDecimal) return source
    return code`${this.printing.imports.check('exactRoot')}(${source}, raw.bodyText())`
  }

  #bodySource(content: BodyContentPlan): Code {
    const { imports } = this.printing
    const body = '@nexusrt/runtime/body'
    switch (content.form) {
      case 'json':
        return code`raw.json()`
      case 'text':
        return content.hint === null
          ? code`raw.bodyText()`
          : code`${imports.check('coerce')}(raw.bodyText(), ${this.#hint(content.hint)})`
      case 'bytes':
      case 'events':
        return code`raw.bodyBytes()`
      case 'form':
        if (content.hint !== null && content.styles.length > 0)
          return code`${imports.check('styledForm')}(raw, ${this.#hint(content.hint)}, ${fieldStyles(content)}, issues)`
        return content.hint === null
          ? code`raw.form()`
          : code`${imports.check('coerceFields')}(raw.form(), ${this.#hint(content.hint)})`
      case 'stream':
        return code`${imports.runtime(body, 'byteStream')}(raw)`
      case 'lines':
        return code`${imports.runtime(body, isSequence(content.mediaType) ? 'jsonSequence' : 'jsonLines')}<${itemType(this.printing, content)}>(raw, ${checkFunction(this.printing, this.constants, content.check)})`
      case 'multipart':
        return code`${imports.runtime(body, 'multipart')}(raw, ${formSpec(this.printing, this.constants, content)})`
      case 'parts':
        return code`${imports.runtime(body, 'multipartList')}(raw, ${formSpec(this.printing, this.constants, content)})`
    }
  }
}

/** Where nothing stands for no value. */
const notEmpty = (source: ParamSource, index: Code): Code => {
  const text = source.kind === 'list' ? code`raw.list(${index}).join('')` : code`raw.text(${index})`
  return code`raw.has(${index}) && ${text} !== ''`
}

/** Of the fields of a form: `{ tags: { style: 'form', explode: false } }`. */
const fieldStyles = ({ styles }: BodyContentPlan): Code => {
  const rows = styles.map(({ name, style, explode }) =>
    entry(name, code`{ style: ${str(style)}, explode: ${Code.of(String(explode))} }`),
  )
  return code`{ ${join(rows, ', ')} }`
}

const streamReads = { stream: true, lines: true, multipart: true, parts: true }

const mediaTest = (mediaType: string): Code =>
  mediaType.endsWith('/*')
    ? code`type.startsWith(${str(mediaType.slice(0, -1))})`
    : code`type === ${str(mediaType)}`

/** A list whose items differ by their places is one hint. */
const hintOfSource = (source: { readonly hint: HintPlan; readonly first?: readonly HintPlan[] }) =>
  source.first === undefined ? source.hint : { first: source.first, items: source.hint }

// Owns the Info Object, with contact and licence inside.

import { checkKeys, objectKey, type Shape, stringKey, uriKey } from './keys.js'
import { at, isObjectNode, member, type ObjectNode } from './node.js'
import type { Reader } from './reader.js'

const info: Shape = {
  name: 'Info',
  required: ['title', 'version'],
  strings: ['summary', 'termsOfService'],
}

const contact: Shape = {
  name: 'Contact',
  required: [],
  strings: ['name', 'url', 'email'],
}

const license: Shape = {
  name: 'License',
  required: ['name'],
  strings: ['name', 'url', 'identifier'],
}

export interface Info {
  readonly title: string
  readonly version: string
  readonly description: string | null
}

export const readInfo = (reader: Reader, root: ObjectNode): Info => {
  const node = objectKey(reader, root, 'info')
  if (node === null) return { title: '', version: '', description: null }
  checkKeys(reader, node, info)
  uriKey(reader, node, 'termsOfService')
  checkEmail(reader, node)
  checkPart(reader, node, 'contact', contact)
  checkPart(reader, node, 'license', license)
  return {
    title: stringKey(reader, node, 'title') ?? '',
    version: stringKey(reader, node, 'version') ?? '',
    description: stringKey(reader, node, 'description'),
  }
}

const checkPart = (reader: Reader, node: ObjectNode, key: string, shape: Shape): void => {
  const part = objectKey(reader, node, key)
  if (part === null) return
  checkKeys(reader, part, shape)
  uriKey(reader, part, 'url')
}

const checkEmail = (reader: Reader, node: ObjectNode): void => {
  const contact = member(node, 'contact')
  const email = contact !== null && isObjectNode(contact) ? member(contact, 'email') : null
  if (typeof email?.value !== 'string' || email.value === '' || email.value.includes('@')) return
  reader.report('NX2008', {
    message: `\`email\` must be an address, not \`${email.value}\``,
    at: at(email),
    help: 'write it like `api@example.com`',
  })
}

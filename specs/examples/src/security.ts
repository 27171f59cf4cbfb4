// Who may sell pets and spend tokens in the demo: whoever has the key in SHOP_KEY.

import { createHash, timingSafeEqual } from 'node:crypto'
import type { Security } from '#generated/app'

const digest = (text: string) => createHash('sha256').update(text).digest()
const expected = process.env['SHOP_KEY']

export const security = {
  shopKey: ({ key }) =>
    expected !== undefined && timingSafeEqual(digest(key), digest(expected)) ? { name: 'shop' } : null,
} satisfies Security

// Answers the validated-post scenario.
import { createOrder as op } from '#generated/operations/create-order'
import { accept } from '../../work.mjs'

export const createOrder = op.handler(({ body }) => op.reply(201, accept(body)))

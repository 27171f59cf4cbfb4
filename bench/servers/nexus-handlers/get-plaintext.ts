// Answers the plaintext scenario.
import { getPlaintext as op } from '#generated/operations/get-plaintext'
import { greeting } from '../../work.mjs'

export const getPlaintext = op.handler(() => op.reply(200, greeting))

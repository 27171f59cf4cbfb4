// Answers the path-param scenario.
import { getUser as op } from '#generated/operations/get-user'
import { user } from '../../work.mjs'

export const getUser = op.handler(({ path }) => op.reply(200, user(path.id)))

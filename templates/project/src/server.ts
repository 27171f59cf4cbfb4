// The server: the generated application with your configuration, state and security hooks. Yours.

import { createApp } from '#generated/app'
import config from '../nexus.config'
import { security } from './security'
import { createState } from './state'

export default createApp({ config, createState, security })

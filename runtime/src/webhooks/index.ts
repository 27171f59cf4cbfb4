// Owns the public entry `@nexusrt/runtime/webhooks`: sending signed messages to addresses that others gave, and
// checking signatures of messages that come in.

export { ForbiddenAddress } from './address-guard.js'
export {
  sendWebhook,
  type WebhookDelivery,
  WebhookFailed,
  type WebhookMessage,
} from './send.js'
export { signWebhook, type VerifyOptions, verifyWebhook, type WebhookHeaders } from './signature.js'

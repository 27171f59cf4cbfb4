// Owns the public entry `@nexusrt/runtime/webhooks`: sending signed messages to addresses that others gave, and
// checking signatures of messages that come in.

export { ForbiddenAddress } from './address-guard.js'
export {
  createWebhooks,
  type WebhookAnswer,
  type WebhookDelivery,
  WebhookFailed,
  type WebhookMessage,
  type Webhooks,
} from './sender.js'
export type { WebhookSettings } from './settings.js'
export { signWebhook, type VerifyOptions, verifyWebhook, type WebhookHeaders } from './signature.js'
export {
  type AnswerOf,
  type Callback,
  callback,
  type Delivery,
  InvalidMessage,
  type MessageOf,
  type Webhook,
  type WebhookDefinition,
  type WebhookTypes,
  webhook,
} from './webhook.js'

import type { Agent } from 'node:http';
import type { DriverAdapter } from '@security-context/core/adapter';
import { liveAgents } from '@security-context/https/adapter';
import { readCloudInput } from '../dialect.js';
import type { CloudInput } from '../input.js';
import { AGENT_MECHANISMS, refuseLogin } from '../mechanisms.js';
import { azureError } from './failure.js';

/**
 * What clients of the Azure SDK take as their options: `new BlobServiceClient(url, credential, bound)`,
 * `new ClientSecretCredential(tenant, id, secret, bound)`, `createPipelineFromOptions(bound)`.
 */
export interface AzureClientOptions {
  /** For `https:`, and with `tls: false` in the context for `http:`. Retries, redirects and proxy variables keep it. */
  readonly agent: Agent;
  /** Never there. The types of storage clients leave `agent` out, and take no object they have nothing in common with. */
  readonly userAgentOptions?: never;
}

/** `@azure/core-rest-pipeline`, `@azure/storage-blob` and other clients on it, and `@azure/identity`. */
export const azureAdapter: DriverAdapter<CloudInput | undefined, AzureClientOptions> = {
  driver: 'azure',
  urlSchemes: [],
  mechanisms: AGENT_MECHANISMS,
  explain: azureError,
  read: readCloudInput,
  bind(binding, input) {
    refuseLogin(binding, 'Give the SDK a credential object: an account key, or one of @azure/identity.');
    const { http, https } = liveAgents(binding, input?.options);
    return { agent: binding.tls ? https : http };
  },
};

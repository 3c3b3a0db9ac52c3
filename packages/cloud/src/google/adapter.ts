import type { Agent } from 'node:http';
import type { DriverAdapter } from '@security-context/core/adapter';
import { liveAgents } from '@security-context/https/adapter';
import { readCloudInput } from '../dialect.js';
import type { CloudInput } from '../input.js';
import { AGENT_MECHANISMS, refuseLogin } from '../mechanisms.js';
import { googleError } from './failure.js';

/** Which agent a request goes through, by its URL. */
export type AgentOfUrl = (url: URL) => Agent;

/**
 * What `new Gaxios(bound)` takes, and the clients of google-auth-library:
 * `new GoogleAuth({ clientOptions: bound })`, `new JWT({ ...bound, email, key })`.
 */
export interface GoogleClientOptions {
  /** For gaxios. */
  readonly agent: AgentOfUrl;
  /** For google-auth-library, which makes a gaxios of it for its own requests and those of its users. */
  readonly transporterOptions: { readonly agent: AgentOfUrl };
}

/** gaxios, 6 from 6.7 on and 7, and google-auth-library. Neither resumes a TLS session of an earlier generation. */
export const googleAdapter: DriverAdapter<CloudInput | undefined, GoogleClientOptions> = {
  driver: 'google',
  urlSchemes: [],
  mechanisms: AGENT_MECHANISMS,
  explain: googleError,
  read: readCloudInput,
  bind(binding, input) {
    refuseLogin(
      binding,
      'Give the service account to google-auth-library, as new JWT({ ...bound, email, key }).',
    );
    const { http, https } = liveAgents(binding, input?.options);
    const agent: AgentOfUrl = ({ protocol }) => (protocol === 'http:' ? http : https);
    return { agent, transporterOptions: { agent } };
  },
};

import type { Agent as HttpAgent } from 'node:http';
import type { Agent as HttpsAgent } from 'node:https';
import { cannotHonour, type BoundCredentials, type DriverAdapter } from '@security-context/core/adapter';
import { liveAgents } from '@security-context/https/adapter';
import { readCloudInput } from '../dialect.js';
import type { CloudInput } from '../input.js';
import { AGENT_MECHANISMS } from '../mechanisms.js';
import { awsError } from './failure.js';
import { lentAgent } from './lent-agent.js';

/** A key as the SDK asks for it. `expiration` has passed, so that it is asked for anew with each request. */
export interface AwsKey {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly expiration: Date;
}

/** What every client of the AWS SDK v3 takes: `new S3Client({ ...bound, region })`. */
export interface AwsClientConfig {
  /** Options of `@smithy/node-http-handler`. */
  readonly requestHandler: { readonly httpAgent: HttpAgent; readonly httpsAgent: HttpsAgent };
  /** Only where the settings have a login: user name is the access key's id, password the secret access key. */
  readonly credentials?: () => Promise<AwsKey>;
}

/**
 * The AWS SDK for JavaScript v3, with `@smithy/node-http-handler` from 4.4.4 on: older ones of 4.4 take an agent of
 * their own for requests with `Expect: 100-continue`. A new file of key material reaches the next connection of a client
 * built once, a new access key its next request.
 */
export const awsAdapter: DriverAdapter<CloudInput | undefined, AwsClientConfig> = {
  driver: 'aws',
  urlSchemes: [],
  mechanisms: [...AGENT_MECHANISMS, 'credentialsPerConnection'],
  explain: awsError,
  read: readCloudInput,
  bind(binding, input) {
    const { http, https } = liveAgents(binding, input?.options);
    const { credentials } = binding;
    return {
      requestHandler: { httpAgent: lentAgent(http), httpsAgent: lentAgent(https) },
      ...(credentials && { credentials: keyProvider(credentials) }),
    };
  },
};

function keyProvider(credentials: BoundCredentials): () => Promise<AwsKey> {
  const { mechanism, authenticator } = credentials;
  if (mechanism !== undefined || authenticator !== undefined) {
    const place = mechanism === undefined ? 'credentials.authenticator' : 'credentials.mechanism';
    throw cannotHonour(place, 'the AWS SDK signs its requests, and has no such choice', 'Leave it out.');
  }
  return async () => {
    const { username, password } = await credentials.request();
    return { accessKeyId: username, secretAccessKey: password, expiration: new Date() };
  };
}

import { fileURLToPath } from 'node:url';
import { provisioned } from '../catalogue.js';
import { runProgram } from '../processes.js';

/** The words of `crate.client.connect`, as Python spells them, and what to ask. Files are paths. */
export interface CrateRequest {
  readonly servers: string | readonly string[];
  /** Seconds. */
  readonly timeout?: number;
  readonly verify_ssl_cert?: boolean;
  readonly ca_cert?: string;
  readonly cert_file?: string;
  readonly key_file?: string;
  readonly ssl_relax_minimum_version?: boolean;
  readonly username?: string;
  readonly password?: string;
  readonly schema?: string;
  readonly jwt_token?: string;
  readonly compress?: boolean | number;
  /** SQL to run; its rows are in the answer. */
  readonly statement?: string;
  readonly parameters?: readonly unknown[];
  /** Ask each server for its name and version. */
  readonly server_infos?: boolean;
}

export type CrateAnswer =
  | {
      readonly ok: true;
      readonly rows?: readonly (readonly unknown[])[];
      readonly rowcount?: number;
      /** URL, name and version of each server. */
      readonly server_infos?: readonly (readonly [string, string, string])[];
    }
  | { readonly ok: false; readonly error: { readonly type: string; readonly message: string } };

const SCRIPT = fileURLToPath(new URL('crate-client.py', import.meta.url));

/** The Python that has CrateDB's client. Throws `NoServerError` when there is none. */
export async function crateClient(): Promise<string> {
  const { command } = await provisioned('crateClient');
  return command[0];
}

/** Connects with CrateDB's Python client in a process of its own, which sees none of our environment but the PATH. */
export async function runCrate(request: CrateRequest): Promise<CrateAnswer> {
  const { PATH } = process.env;
  const answer = await runProgram(await crateClient(), ['-I', SCRIPT], {
    env: PATH === undefined ? {} : { PATH },
    input: JSON.stringify(request),
  });
  return JSON.parse(answer) as CrateAnswer;
}

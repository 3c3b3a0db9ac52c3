import type { DriverAdapter } from '@security-context/core/adapter';
import type { ServerTls } from '../servers/server-tls.js';
import type { TestServer } from '../servers/test-server.js';

/** A stock client, built once from bound options. */
export interface ContractClient {
  /** Does one operation over the network. Rejects with what the driver throws, within a few seconds. */
  use(): Promise<void>;
  /** Closes the client and everything it opened. */
  close(): Promise<void>;
}

/** Where a client of the contract connects. */
export interface ContractTarget {
  readonly host: string;
  readonly port: number;
}

/** What the contract needs to know of an adapter and its driver. */
export interface ContractSubject<Input, Options> {
  readonly adapter: DriverAdapter<Input, Options>;
  /** Starts a server that speaks the driver's protocol: one of the testkit's doubles. */
  startServer(tls: ServerTls): Promise<TestServer>;
  /** The input for `bind` that names this target, without any TLS words. */
  input(target: ContractTarget): Input;
  /** Builds the stock client from what `bind` gave. It may connect now or when first used. */
  client(options: Options, target: ContractTarget): ContractClient | Promise<ContractClient>;
  /** An input with a TLS word in it, if the driver has such: `bind` must refuse it. */
  tlsWords?(target: ContractTarget): Input;
}

/** One named check. `run` rejects when the adapter or driver fails it. */
export interface ContractCheck {
  readonly name: string;
  run(): Promise<void>;
}

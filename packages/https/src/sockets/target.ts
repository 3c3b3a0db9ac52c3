import type { TcpSocketConnectOpts } from 'node:net';

/** Where a connection leads. */
export interface Target {
  /** `https:` rather than `http:`. */
  readonly secure: boolean;
  readonly host: string;
  readonly port: number;
  /** Server name the client asks for (SNI, RFC 6066), where it is not the host. */
  readonly servername?: string | undefined;
  /** Path of a Unix socket to dial instead of host and port. */
  readonly path?: string | undefined;
  /** How to dial, in Node's words. */
  readonly dial?: Pick<
    TcpSocketConnectOpts,
    'lookup' | 'family' | 'hints' | 'localAddress' | 'autoSelectFamily'
  >;
}

/** `host:port`, as RFC 9110, 7.2 writes it. */
export function authority({ host, port }: Pick<Target, 'host' | 'port'>): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

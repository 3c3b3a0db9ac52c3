import type { ServerTls, TestServer } from '@security-context/testkit';

/** What a server is told: first to start, later to tell what it has heard since it was last asked. */
export type ServerTask = { readonly start: { readonly tls?: ServerTls } } | { readonly tell: true };

/** What a server has heard. */
export interface ServerReport {
  readonly port: number;
  readonly connections: number;
  readonly handshakes: number;
  /** Handshakes in which the client showed a certificate. */
  readonly certificates: number;
  /** Handshakes that resumed an earlier session. */
  readonly resumed: number;
}

/** Tells what a server has heard, and starts to count from zero again. */
export function reportOf(server: TestServer): ServerReport {
  const { connections, handshakes, clientSubjects } = server.heard;
  const resumed = server.connections.filter(({ reused }) => reused).length;
  server.forget();
  return { port: server.port, connections, handshakes, certificates: clientSubjects.length, resumed };
}

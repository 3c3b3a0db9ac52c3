import { HttpDouble, HttpHeard } from '../http/double.js';
import type { HttpAnswer, HttpDoubleOptions, HttpRequest } from '../http/double.js';
import { answerBlob, answerSql, readSqlBody } from './answers.js';
import { CrateCluster } from './cluster.js';
import { loginOf } from './login.js';
import type { CrateLogin, CrateUser } from './login.js';
import { SqlError } from './sql-error.js';

/** How a CrateDB double starts. */
export interface CrateDoubleOptions extends Pick<HttpDoubleOptions, 'tls' | 'fault'> {
  /** The node's name. Default `node`. */
  readonly name?: string;
  /** The version it claims. Default `5.10.0`. */
  readonly version?: string;
  /** Who may log in; everything then needs a login. Default: any name is taken on trust. */
  readonly users?: readonly CrateUser[];
  /** Tables and blobs, shared by the servers of one cluster. Default: its own. */
  readonly cluster?: CrateCluster;
}

/** What a CrateDB double has heard. */
export class CrateHeard extends HttpHeard {
  /** SQL statements, in order. */
  statements: string[] = [];
  /** Logins that succeeded, one for each request. */
  logins: CrateLogin[] = [];

  override clear(): void {
    super.clear();
    this.statements = [];
    this.logins = [];
  }
}

/**
 * A server that speaks enough of CrateDB's HTTP interface for its clients: `GET /`, `POST /_sql` with arguments and
 * bulk arguments, gzip bodies, blobs, and login by Basic and by token. Made by {@link startCrateDouble}.
 */
export class CrateDouble extends HttpDouble {
  override readonly heard: CrateHeard = new CrateHeard();
  readonly cluster: CrateCluster;
  /** Answers with this HTTP status and no more, from now on; 503 is what a node that leaves says. */
  status: number | undefined;
  readonly #options: CrateDoubleOptions;

  /** @internal */
  constructor(options: CrateDoubleOptions) {
    const { tls, fault } = options;
    super({ ...(tls && { tls }), ...(fault && { fault }), answer: (request) => this.#answer(request) });
    this.#options = options;
    this.cluster = options.cluster ?? new CrateCluster();
  }

  #answer(request: HttpRequest): HttpAnswer {
    if (this.status !== undefined) return { status: this.status };
    try {
      this.heard.logins.push(loginOf(request.headers, this.#options.users));
      return this.#route(request);
    } catch (error) {
      if (!(error instanceof SqlError)) throw error;
      return refusal(error);
    }
  }

  #route(request: HttpRequest): HttpAnswer {
    const [path = '', query = ''] = request.path.split('?');
    if (request.method === 'POST' && path === '/_sql') {
      const asked = readSqlBody(request);
      this.heard.statements.push(asked.stmt);
      return answerSql(this.cluster, asked, /^types\b/.test(query));
    }
    if (path.startsWith('/_blobs/')) return answerBlob(this.cluster, request);
    if (path !== '/') return { status: 404 };
    const { name = 'node', version = '5.10.0' } = this.#options;
    const cluster_name = this.cluster.name;
    return { body: { ok: true, status: 200, name, cluster_name, version: { number: version } } };
  }
}

/** As CrateDB does it, a refused login is plain text and ends the connection; everything else is JSON. */
function refusal({ status, code, message }: SqlError): HttpAnswer {
  if (code !== undefined) return { status, body: { error: { message, code } } };
  const realm = 'Basic realm="CrateDB Authenticator"';
  return { status, headers: { 'www-authenticate': realm, connection: 'close' }, body: `${message}\n` };
}

/** Starts a CrateDB double on a free port of 127.0.0.1. */
export function startCrateDouble(options: CrateDoubleOptions = {}): Promise<CrateDouble> {
  return new CrateDouble(options).listen();
}

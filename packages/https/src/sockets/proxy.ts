import { request } from 'node:http';
import type { Socket } from 'node:net';
import { SecurityError } from '@security-context/core/adapter';
import { basic } from '../basic.js';
import { authority, type Target } from './target.js';

/** An HTTP proxy that connections are tunnelled through (CONNECT, RFC 9110, 9.3.6). */
export interface Proxy {
  readonly host: string;
  readonly port: number;
  /** Value of `Proxy-Authorization`, where the URL has a login (RFC 7617). */
  readonly login?: string;
}

/** The most that a proxy may say before a tunnel stands. */
const MOST_HEADER_BYTES = 16 * 1024;

/**
 * Reads a proxy's URL, `http://user:password@proxy.example:3128`.
 * @throws SecurityError `ERR_SETTING_INVALID` if it is none, `ERR_ADAPTER_CANNOT_HONOUR` for a proxy other than `http:`
 */
export function readProxy(url: string): Proxy {
  const place = 'option proxy';
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol === 'https:' || parsed?.protocol.startsWith('socks') === true) {
    throw new SecurityError('ERR_ADAPTER_CANNOT_HONOUR', {
      place,
      reason: `a proxy that is spoken to over ${parsed.protocol} is not supported`,
      action: 'Give the http: address of the proxy; what goes through the tunnel is encrypted all the same.',
    });
  }
  if (parsed?.protocol !== 'http:' || !['', '/'].includes(parsed.pathname) || parsed.search !== '') {
    throw new SecurityError('ERR_SETTING_INVALID', {
      place,
      reason: 'this is not the URL of a proxy',
      action: 'Write http://host:port, with user:password@ before the host if the proxy asks for a login.',
    });
  }
  const { hostname, port, username, password } = parsed;
  const login = username === '' && password === '' ? undefined : loginOf(username, password, place);
  const host = hostname.replace(/^\[|\]$/g, '');
  return { host, port: Number(port || 80), ...(login !== undefined && { login }) };
}

function loginOf(username: string, password: string, place: string): string {
  return basic(decoded(username, place), decoded(password, place), place);
}

function decoded(text: string, place: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new SecurityError('ERR_SETTING_INVALID', {
      place,
      reason: 'the login in the URL has a malformed escape',
      action: 'Write a percent sign as %25.',
    });
  }
}

/**
 * Asks a proxy over a connected socket for a tunnel. Resolves when that stands.
 * @throws SecurityError `ERR_PROXY_REFUSED`
 */
export function openTunnel(socket: Socket, proxy: Proxy, target: Target): Promise<void> {
  const path = authority(target);
  return new Promise((resolve, reject) => {
    const headers = { host: path, ...(proxy.login !== undefined && { 'proxy-authorization': proxy.login }) };
    request({
      method: 'CONNECT',
      path,
      headers,
      maxHeaderSize: MOST_HEADER_BYTES,
      // Used where no agent is named.
      createConnection: () => socket,
    })
      .once('connect', ({ statusCode = 0 }, _socket, early: Buffer) => {
        if (statusCode < 200 || statusCode > 299) reject(refused(proxy, path, statusCode));
        else if (early.length > 0) reject(broken(proxy, path, 'it spoke into the tunnel'));
        else resolve();
      })
      .on('error', (cause) => reject(broken(proxy, path, 'it gave no answer', cause)))
      .end();
  });
}

function refused(proxy: Proxy, path: string, status: number): SecurityError {
  const asked = status === 407 || status === 401;
  return new SecurityError('ERR_PROXY_REFUSED', {
    place: `proxy ${authority(proxy)}`,
    reason: `the proxy refused a tunnel to ${path} with status ${status}${asked ? ': it wants a login' : ''}`,
    action: asked
      ? 'Put user and password of the proxy into its URL, percent-encoded.'
      : 'Have the proxy allow CONNECT to this host and port, or leave the proxy out.',
  });
}

function broken(proxy: Proxy, path: string, what: string, cause?: unknown): SecurityError {
  return new SecurityError('ERR_PROXY_REFUSED', {
    place: `proxy ${authority(proxy)}`,
    reason: `there is no tunnel to ${path}: ${what}`,
    action: 'Check that this is the address of an HTTP proxy, and that it runs.',
    cause,
  });
}

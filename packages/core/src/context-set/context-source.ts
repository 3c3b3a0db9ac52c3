import { resolve } from 'node:path';
import { SecurityError } from '../errors/security-error.js';
import type { ContextSettings, NamedContext } from '../settings/file/named-contexts.js';

/** Where the contexts are written. Nothing: in the file that `SECURITY_CONTEXT_FILE` names. */
export type ContextsSource =
  | { readonly file: string; readonly contexts?: undefined }
  | { readonly contexts: Readonly<Record<string, ContextSettings>>; readonly file?: undefined }
  | { readonly file?: undefined; readonly contexts?: undefined };

/**
 * The contexts of a source, read and checked; none is opened.
 * @throws SecurityError with all that is wrong, each with its place
 */
export async function readSource(
  source: ContextsSource,
  env: NodeJS.ProcessEnv,
): Promise<ReadonlyMap<string, NamedContext>> {
  refuseShape(source);
  const [{ environmentFile }, { readContexts }] = await Promise.all([
    import('../settings/environment/environment.js'),
    import('../settings/file/named-contexts.js'),
  ]);
  const fromEnvironment = environmentFile(env);
  // Both at once can be written in JavaScript only.
  const { file, contexts }: { readonly file?: string | undefined; readonly contexts?: unknown } = source;
  if (file !== undefined && contexts !== undefined) throw twice('file and contexts');
  if (contexts !== undefined) {
    if (fromEnvironment !== undefined) throw twice('contexts and environment variable SECURITY_CONTEXT_FILE');
    return readContexts(contexts, { prefix: '' });
  }
  if (file !== undefined && fromEnvironment !== undefined && resolve(file) !== resolve(fromEnvironment)) {
    throw twice(`file ${file} and environment variable SECURITY_CONTEXT_FILE`);
  }
  const path = file ?? fromEnvironment;
  if (path === undefined) {
    throw new SecurityError('ERR_SETTING_INVALID', {
      reason: 'no contexts are given',
      action: 'Give { file } or { contexts }, or set SECURITY_CONTEXT_FILE.',
    });
  }
  const { readSettingsFile } = await import('../settings/file/settings-file.js');
  return (await readSettingsFile(path)).contexts;
}

/** JavaScript can give anything; a path alone is the likely mistake. */
function refuseShape(source: unknown): void {
  if (typeof source === 'object' && source !== null && !Array.isArray(source)) return;
  throw new SecurityError('ERR_SETTING_INVALID', {
    place: 'source of the contexts',
    reason: typeof source === 'string' ? 'is text' : 'must be an object with file or contexts',
    action: 'Give { file } or { contexts }.',
  });
}

function twice(place: string): SecurityError {
  return new SecurityError('ERR_SETTING_CONFLICT', {
    place,
    reason: 'the contexts are given in two places',
    action: 'Keep one of the two: there is no precedence between places.',
  });
}

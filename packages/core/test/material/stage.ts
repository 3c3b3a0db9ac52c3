import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { SecurityError } from '@security-context/core';
import type { SecuritySettings } from '@security-context/core';
import { TestAuthority, TestFolder } from '@security-context/testkit';
import type { Material } from '../../src/material/material.js';
import { canonicalSettings } from '../../src/settings/canonical.js';
import { placesIn } from '../../src/settings/layers.js';
import { loadMaterial } from '../../src/rotation/load-material.js';
import type { LoadOptions } from '../../src/rotation/load-material.js';
import type { SystemStore } from '../../src/trust/system-store.js';

/** A system without any store: what a test does not ask for is not there. */
export const noStore: SystemStore = { files: [], directories: [] };

/** What to say about an error in a test. */
export interface Expected {
  readonly code: string;
  readonly place: string;
  readonly reason: RegExp | string;
  readonly action: RegExp | string;
}

/** An authority and a folder, and loads over them. */
export class LoadStage implements AsyncDisposable {
  readonly ca: TestAuthority;
  readonly folder: TestFolder;

  private constructor(ca: TestAuthority, folder: TestFolder) {
    this.ca = ca;
    this.folder = folder;
  }

  static async create(): Promise<LoadStage> {
    return new LoadStage(await TestAuthority.create(), await TestFolder.create());
  }

  /** Loads; without anchors in the settings this authority is the only one. */
  load(settings: SecuritySettings, options: Partial<LoadOptions> = {}): Promise<Material> {
    const anchored: SecuritySettings =
      settings.trust?.anchors !== undefined || settings.tls === false || settings.secureContext
        ? settings
        : { ...settings, trust: { ...settings.trust, anchors: [{ pem: this.ca.certificatePem }] } };
    return loadSettings(anchored, options);
  }

  /** The error a load ends with. */
  async refusal(settings: SecuritySettings, options: Partial<LoadOptions> = {}): Promise<SecurityError> {
    return refusalOf(this.load(settings, options));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.folder.remove();
  }
}

/** Loads exactly these settings. */
export function loadSettings(
  settings: SecuritySettings,
  options: Partial<LoadOptions> = {},
): Promise<Material> {
  const canonical = canonicalSettings(
    { settings, placeOf: placesIn('') },
    { env: {}, now: options.now?.() ?? Date.now() },
  );
  const signal = options.signal ?? new AbortController().signal;
  return loadMaterial(canonical, { env: {}, system: noStore, ...options, signal });
}

/** The SecurityError a promise is rejected with; anything else fails the test. */
export async function refusalOf(work: Promise<unknown>): Promise<SecurityError> {
  const error: unknown = await work.then(
    () => expect.fail('nothing was refused'),
    (reason: unknown) => reason,
  );
  if (SecurityError.is(error)) return error;
  throw error;
}

/** Checks code, place, reason and action at once. */
export function expectRefusal(error: SecurityError, { code, place, reason, action }: Expected): void {
  expect(error.code).to.equal(code);
  expect(error.place).to.equal(place);
  expect(error.message.startsWith(`${place}: `)).to.equal(true, error.message);
  const said = error.message.slice(place.length + 2);
  if (typeof reason === 'string') expect(said).to.equal(reason);
  else expect(said).to.match(reason);
  if (typeof action === 'string') expect(error.action).to.equal(action);
  else expect(error.action).to.match(action);
}

/** Codes of the warnings, in their order. */
export function warningCodes(material: Material): string[] {
  return material.warnings.map(({ code }) => code);
}

/** Runs the openssl program; its standard output. */
export async function openssl(...args: readonly string[]): Promise<Buffer> {
  const { stdout } = await promisify(execFile)('openssl', args, { encoding: 'buffer' });
  return stdout;
}

/** Runs something as a user that owns nothing, where the tests run as root. */
export async function asNobody<T>(run: () => Promise<T>): Promise<T> {
  const { geteuid, seteuid } = process;
  if (geteuid === undefined || seteuid === undefined || geteuid() !== 0) return run();
  seteuid.call(process, 65_534);
  try {
    return await run();
  } finally {
    seteuid.call(process, 0);
  }
}

import tls from 'node:tls';
import type { TrustChoices } from './trust-choices.js';

/** Where an operating system keeps its trust anchors. */
export interface SystemStore {
  /** Bundles; the first that exists is read. */
  readonly files: readonly string[];
  /** Folders, looked at when no bundle exists; the first that holds certificates is read. */
  readonly directories: readonly string[];
  /** The store as Node reads it, PEM by PEM, where there are no files; `undefined` when Node cannot. */
  readonly native?: () => readonly string[] | undefined;
}

/** Where `'system'` looks, and what was chosen before. */
export interface SystemPlaces {
  readonly env: NodeJS.ProcessEnv;
  readonly store: SystemStore;
  readonly choices: TrustChoices;
}

const LINUX: SystemStore = {
  files: [
    '/etc/ssl/certs/ca-certificates.crt', // Debian, Ubuntu, Gentoo, Arch
    '/etc/pki/tls/certs/ca-bundle.crt', // Fedora, RHEL
    '/etc/ssl/ca-bundle.pem', // openSUSE
    '/etc/pki/tls/cacert.pem', // OpenELEC
    '/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem', // CentOS, RHEL 7
    '/etc/ssl/cert.pem', // Alpine
  ],
  directories: ['/etc/ssl/certs', '/etc/pki/tls/certs', '/system/etc/security/cacerts'],
};

const BSD: SystemStore = {
  files: [
    '/usr/local/etc/ssl/cert.pem', // FreeBSD
    '/etc/ssl/cert.pem', // OpenBSD
    '/usr/local/share/certs/ca-root-nss.crt', // DragonFly
    '/etc/openssl/certs/ca-certificates.crt', // NetBSD
  ],
  directories: ['/etc/ssl/certs', '/usr/local/share/certs', '/etc/openssl/certs'],
};

const STORES: Partial<Record<NodeJS.Platform, SystemStore>> = {
  linux: LINUX,
  android: LINUX,
  freebsd: BSD,
  openbsd: BSD,
  netbsd: BSD,
  sunos: {
    files: ['/etc/certs/ca-certificates.crt', '/etc/ssl/certs/ca-certificates.crt', '/etc/ssl/cacert.pem'],
    directories: ['/etc/certs/CA'],
  },
  aix: { files: ['/var/ssl/certs/ca-bundle.crt'], directories: ['/var/ssl/certs'] },
};

/** The store of a platform; on Windows and macOS the one Node reads (from 22.15 and 23.10 on). */
export function systemStoreOf(platform: NodeJS.Platform): SystemStore {
  return STORES[platform] ?? { files: [], directories: [], native: nativeCertificates };
}

function nativeCertificates(): readonly string[] | undefined {
  const node = tls as typeof tls & { getCACertificates?: (type: 'system') => readonly string[] };
  return node.getCACertificates?.('system');
}

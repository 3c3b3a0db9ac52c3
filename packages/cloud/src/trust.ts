import {
  invalidSetting,
  printableName,
  settingPart,
  type AnchorSetting,
  type DialectPart,
  type Writing,
  type Writings,
} from '@security-context/core/adapter';
import { DEFAULT_CA_CERTS_PATH, searchOf, type CaCertsSearch } from './ca-certs-path.js';

/** `trust.anchors` of `CA_CERTS_PATH`. */
export function readTrust(writings: Writings<'CA_CERTS_PATH'>): DialectPart {
  return settingPart('trust.anchors', writings.one(['CA_CERTS_PATH'], anchors));
}

/** What is appended counts as found, too: on a system without a bundle it is all there is. */
function anchors(writing: Writing): AnchorSetting[] {
  const { search = DEFAULT_CA_CERTS_PATH, append = [] } = readSearch(writing);
  return [
    { firstOf: [{ environment: 'SSL_CERT_FILE' }, ...search, ...append], named: 'CA_CERTS_PATH' },
    ...append.map((file) => ({ file })),
  ];
}

function readSearch({ value, place }: Writing): CaCertsSearch {
  if (typeof value !== 'string' && (typeof value !== 'object' || value === null)) {
    throw invalidSetting(place, 'it must be a path, a list of paths or { search, append }', 'Give a list.');
  }
  const { search, append, ...others } = searchOf(value);
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) {
    const reason = `${printableName(unknown)} is unknown; known here are search, append`;
    throw invalidSetting(place, reason, 'Give a list of paths, or { search, append }.');
  }
  return {
    ...(search !== undefined && { search: paths(search, place) }),
    ...(append !== undefined && { append: paths(append, place) }),
  };
}

function paths(list: unknown, place: string): readonly string[] {
  if (Array.isArray(list) && list.every((path) => typeof path === 'string' && path !== '')) {
    return list as readonly string[];
  }
  throw invalidSetting(place, 'it must be a list of paths', 'Give every path as text.');
}

import { readFile } from 'node:fs/promises';
import { DEFAULT_CA_CERTS_PATH } from '@security-context/cloud';
import { expect } from 'chai';

describe('the README about CA certificates', () => {
  let sections: Map<string, string>;
  before(async () => {
    const text = await readFile(new URL('../../README.md', import.meta.url), 'utf8');
    const parts = text.split(/^#{2,3} /m).map((part) => {
      const [title = '', ...lines] = part.split('\n');
      return [title, lines.join('\n')] as const;
    });
    sections = new Map(parts);
  });

  it('says under the very message what to do on each system (promise 43)', () => {
    const section = sections.get('No CA Certificates were found in CA_CERTS_PATH');
    for (const system of ['Debian', 'Fedora', 'FreeBSD', 'macOS', 'Windows']) {
      expect(section).to.include(system);
    }
    expect(DEFAULT_CA_CERTS_PATH.some((path) => /windows|appdata/i.test(path))).to.equal(false);
  });

  it('says that the store of Windows is no file, and where to put a bundle (promise 44)', () => {
    const section = sections.get('Windows');
    expect(section).to.include('a list of files does not read it');
    expect(section).to.include('%APPDATA%\\libcloud');
  });

  it('says where bundles come from (promise 45)', () => {
    const section = sections.get('Where to get a bundle');
    expect(section).to.include('https://curl.se/docs/caextract.html');
    expect(section).to.include('certifi');
  });
});

import { expect } from 'chai';
import {
  anchorFile,
  certificateRequired,
  flagOrText,
  material,
  materials,
  nativeContext,
  oneOf,
  protocolVersion,
  sslVersion,
  text,
  trueOrFalse,
} from '../../src/adapter.js';
import { refusal, writing } from './stage.js';

const invalid = (read: (written: ReturnType<typeof writing>) => unknown, value: unknown) => {
  const error = refusal(() => read(writing(value)));
  expect(error).to.include({ code: 'ERR_SETTING_INVALID', place: 'option word' });
  return error;
};

describe('reading the values of a dialect', () => {
  it('takes flags as booleans or text, and booleans alone where text makes no sense', () => {
    expect([true, 'true'].map((value) => flagOrText(writing(value)))).to.deep.equal([true, true]);
    expect([false, 'false'].map((value) => flagOrText(writing(value)))).to.deep.equal([false, false]);
    for (const value of ['TRUE', 'yes', '', 1, {}]) invalid(flagOrText, value);
    expect(trueOrFalse(writing(false))).to.equal(false);
    for (const value of ['true', 0]) invalid(trueOrFalse, value);
  });

  it('takes text that is not empty, and a path as the one file of the anchors', () => {
    expect(text(writing('x'))).to.equal('x');
    for (const value of ['', 7, Buffer.from('x')]) invalid(text, value);
    expect(anchorFile(writing('system'))).to.deep.equal([{ file: 'system' }]);
  });

  it('takes one of several texts, and lists them', () => {
    expect(oneOf(['a', 'b'])(writing('b'))).to.equal('b');
    expect(invalid(oneOf(['a', 'b']), 'A').message).to.contain('one of a, b');
    expect(protocolVersion(writing('TLSv1.3'))).to.equal('TLSv1.3');
    invalid(protocolVersion, 'SSLv3');
  });

  it('takes PEM text, PEM bytes and DER bytes, one or many', () => {
    const pem = '-----BEGIN CERTIFICATE-----\n/a/b\n';
    const der = new Uint8Array([0x30, 1]);
    expect(material(writing(pem))).to.deep.equal({ pem });
    expect(materials(writing([Buffer.from(pem), der]))).to.deep.equal([{ pem }, { der }]);
    for (const value of ['', 7, null]) invalid(material, value);
    invalid(materials, []);
  });

  it('refuses a path where PEM is expected, says what to write, and does not tell the path', () => {
    for (const path of [
      '/etc/pki/secret-place',
      'C:\\secret-place',
      'secret-place.pem',
      'secret-place.P12',
    ]) {
      const error = invalid((written) => material(written, 'Use cafile.'), path);
      expect(error.message).to.equal('option word: word takes PEM text, and this looks like a path');
      expect(error.action).to.equal('Use cafile.');
    }
  });

  it('takes a native context and nothing that only looks like one', () => {
    const context = { context: {} };
    expect(nativeContext(writing(context))).to.equal(context);
    for (const value of ['x', {}, null]) invalid(nativeContext, value);
  });

  it('takes the certificate requirements of Python by name', () => {
    expect(certificateRequired(writing('CERT_NONE'))).to.equal(false);
    expect(certificateRequired(writing('CERT_OPTIONAL'))).to.equal(true);
    expect(certificateRequired(writing('CERT_REQUIRED'))).to.equal(true);
    for (const value of ['CERT_NOPE', 0, false]) invalid(certificateRequired, value);
  });

  it('takes the protocols of Python by name: one version exactly, or any that is safe', () => {
    expect(sslVersion(writing('PROTOCOL_TLSv1_1'))).to.deep.equal({
      minVersion: 'TLSv1.1',
      maxVersion: 'TLSv1.1',
    });
    expect(sslVersion(writing('ssl.PROTOCOL_TLSv1_2'))).to.deep.equal({
      minVersion: 'TLSv1.2',
      maxVersion: 'TLSv1.2',
    });
    for (const value of [
      'PROTOCOL_TLS',
      'PROTOCOL_TLS_CLIENT',
      'PROTOCOL_SSLv23',
      '_SSLMethod.PROTOCOL_TLS',
      'ssl._SSLMethod.PROTOCOL_TLS',
    ]) {
      expect(sslVersion(writing(value)), value).to.deep.equal({});
    }
    for (const value of ['PROTOCOL_SSLv3', 'constructor', 'TLSv1.2', '', 5]) invalid(sslVersion, value);
  });
});

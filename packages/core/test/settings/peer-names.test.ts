import { expect } from 'chai';
import { complete, refused } from './stage.js';

describe('peer.names', () => {
  it('names nothing when it is empty, which is an error', () => {
    expect(refused({ peer: { names: {} } })).to.deep.equal([
      'ERR_SETTING_INVALID peer.names: is empty, so it would name no server',
    ]);
  });

  for (const [address, reason] of [
    ['', 'the address is empty'],
    [' ', 'the address is empty'],
    ['[]', 'the address is empty'],
    [' 10.0.0.1', 'the address has white space around it'],
    ['db1.example\n', 'the address has white space around it'],
    ['[::1] ', 'the address has white space around it'],
  ] as const) {
    it(`takes no server for the address ${JSON.stringify(address)}, which is an error`, () => {
      const names = { 'db1.example': 'a.example', [address]: 'b.example' };
      expect(refused({ peer: { names } })).to.deep.equal([
        `ERR_SETTING_INVALID peer.names: ${JSON.stringify(address)}: ${reason}`,
      ]);
    });
  }

  for (const [first, second] of [
    ['db1.example', 'DB1.Example'],
    ['db1.example', 'db1.example.'],
    ['::1', '0:0:0:0:0:0:0:1'],
    ['fe80::1%eth0', 'FE80::1%eth0'],
    ['[2001:DB8::1]', '2001:db8:0::1'],
  ] as const) {
    it(`names ${first} twice with ${second}, which is an error`, () => {
      expect(refused({ peer: { names: { [first]: 'a.example', [second]: 'b.example' } } })).to.deep.equal([
        `ERR_SETTING_CONFLICT peer.names: ${first} and ${second}: both are the same address`,
      ]);
    });
  }

  it('matches an address in any spelling', () => {
    const { names } = complete({
      peer: { names: { '2001:DB8::A': 'a.example', 'DB.example': 'b.example' } },
    }).peer;
    expect(names?.('2001:db8:0:0::a')).to.equal('a.example');
    expect(names?.('[2001:db8::a]')).to.equal('a.example');
    expect(names?.('db.EXAMPLE.')).to.equal('b.example');
    expect(names?.('10.0.0.1')).to.equal(undefined);
  });

  it('is asked as it is when it is a function', () => {
    const asked: string[] = [];
    const names = (address: string): string => `${asked.push(address)}.example`;
    expect(complete({ peer: { names } }).peer.names?.('DB')).to.equal('1.example');
    expect(asked).to.deep.equal(['DB']);
  });
});

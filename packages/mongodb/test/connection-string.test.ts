import { expect } from 'chai';
import { MongoClient } from 'mongodb';
import {
  formatConnectionString,
  parseConnectionString,
  reduceConnectionString,
} from '../src/connection-string.js';
import { readMongoInput } from '../src/dialect.js';
import { mongoEndpoints } from '../src/endpoints.js';
import type { MongoInput } from '../src/input.js';
import { refusal } from './refusal.js';

const URLS = [
  'mongodb://db.example',
  'mongodb://db.example/',
  'mongodb://db.example?w=1',
  'mongodb://a.example,b.example:27018,[2001:db8::1]:27019/db?replicaSet=rs0&w=majority',
  'mongodb://%2Ftmp%2Fmongodb-27017.sock/?appName=a%20b',
  'mongodb+srv://cluster.db.example/sales?retryWrites=true',
  'mongodb://app:p%40ss%2Fw%3A@db.example/db?readPreferenceTags=dc:ny,rack:1&readPreferenceTags=',
  'mongodb://app@db.example/?a=%zz&&b==c&d#e?f',
  'mongodb://app:@db.example/',
  'mongodb://db.example/?',
];

describe('a connection string', () => {
  it('is asked for where nothing is given', () => {
    for (const input of [undefined, null, {}, { options: { maxPoolSize: 3 } }]) {
      const error = refusal(() => readMongoInput(input as MongoInput));
      expect(error).to.include({
        code: 'ERR_SETTING_INVALID',
        place: 'connection string',
        message: 'connection string: it is missing',
        action: "Give it as url: 'mongodb://…'.",
      });
    }
  });

  for (const url of URLS) {
    it(`is the same bytes after reading and writing: ${url}`, () => {
      expect(formatConnectionString(parseConnectionString(url))).to.equal(url);
    });
  }

  it('loses its login and single options, and nothing else', () => {
    const parts = parseConnectionString('mongodb://u:p@a,b:1/db?x=%2f&TLS=true&&y=+#f');
    const option = ({ name }: { name: string }): boolean => name !== 'TLS';
    expect(formatConnectionString(reduceConnectionString(parts, { login: false, option }))).to.equal(
      'mongodb://a,b:1/db?x=%2f&&y=+#f',
    );
    expect(
      formatConnectionString(reduceConnectionString(parts, { login: true, option: () => false })),
    ).to.equal('mongodb://u:p@a,b:1/db#f');
  });

  it('gives user name and password decoded, with + left alone', () => {
    expect(parseConnectionString('mongodb://a%40b+c:%2F%3a+@h').login).to.deep.equal({
      username: 'a@b+c',
      password: '/:+',
    });
    expect(parseConnectionString('mongodb://only@h').login).to.deep.equal({ username: 'only' });
    expect(parseConnectionString('mongodb://h').login).to.equal(undefined);
  });

  it('has its option names decoded as the driver decodes them', () => {
    const { options = [] } = parseConnectionString('mongodb://h/?tl%73=true&a+b=c&%zz=1');
    expect(options.map(({ name }) => name)).to.deep.equal(['tls', 'a b', '%zz']);
  });

  const malformed = {
    'another scheme': 'https://db.example/',
    'a scheme in capitals': 'MONGODB://db.example/',
    'no host': 'mongodb:///db',
    'a port without host': 'mongodb://:27017/',
    'an empty user name': 'mongodb://:hunter2@h/',
    'an empty login': 'mongodb://@h/',
    'an @ in the password': 'mongodb://u:hunter2@x@h/',
    'a slash in the password': 'mongodb://u:hunter2/x@h/',
    'a slash in the user name': 'mongodb://hunter2/x:p@h/',
    'a malformed escape in the password': 'mongodb://u:hunter2%zz@h/',
    'a malformed escape in the user name': 'mongodb://hunter2%zz@h/',
    'an @ in an option, without login': 'mongodb://h/?password=hunter2&a=b@c',
    'a tab inside a word': 'mongodb://h/?t\tlsInsecure=true&x=hunter2',
    'a line break': 'mongodb://h/?x=hunter2\n&tls=false',
    'a Unicode line separator': 'mongodb://h/?x=hunter2\u2028&tls=false',
  };
  for (const [what, url] of Object.entries(malformed)) {
    it(`is refused for ${what}, without quoting it`, () => {
      const error = refusal(() => parseConnectionString(url));
      expect(error.code).to.equal('ERR_SETTING_INVALID');
      expect(error.action).to.be.a('string');
      expect(JSON.stringify(error)).not.to.contain('hunter2');
    });
  }

  it('must be text', () => {
    expect(refusal(() => parseConnectionString(7 as unknown as string)).code).to.equal('ERR_SETTING_INVALID');
  });
});

describe('the endpoints of a connection string', () => {
  it('are its hosts, with 27017 where no port is written', () => {
    const url = 'mongodb://u:p@A.example,b.example:27018,[2001:DB8::1]:1,[::1],10.0.0.1/db?x=c,d';
    expect(mongoEndpoints({ url })).to.deep.equal([
      { host: 'a.example', port: 27017 },
      { host: 'b.example', port: 27018 },
      { host: '2001:db8::1', port: 1 },
      { host: '::1', port: 27017 },
      { host: '10.0.0.1', port: 27017 },
    ]);
  });

  it('are those the stock driver dials', () => {
    const url = 'mongodb://A.example,b.example:27018,[2001:DB8::1]:1';
    const dialled = new MongoClient(url).options.hosts.map(({ host, port }) => ({ host, port }));
    expect(mongoEndpoints({ url })).to.deep.equal(dialled);
  });

  it('leave out Unix sockets, what is no host, and what DNS decides', () => {
    expect(mongoEndpoints({ url: 'mongodb://%2Ftmp%2Fdb.sock,h:0,h:99999,[x,h:1' })).to.deep.equal([
      { host: 'h', port: 1 },
    ]);
    expect(mongoEndpoints({ url: 'mongodb+srv://cluster.db.example/' })).to.deep.equal([]);
  });
});

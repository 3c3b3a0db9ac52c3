const { constants } = require('node:os');
const { explain } = require('@security-context/core');
const { securityLog } = require('@security-context/core/log');
const { rehearse, serve } = require('./work.cjs');

const HELP = `Places orders in a MongoDB database with the stock driver under a security context, and logs what it does.

Usage: npm start [-- --help]

Without MONGODB_URL it starts an embedded database, replaces its own client certificate while it runs, and ends by
itself. With it, an order goes to the collection shop.orders every second until SIGINT (Ctrl-C) or SIGTERM.

Environment
  MONGODB_URL                    connection string; its tls options are read, too
  MONGODB_CA_FILE                the CA that signed the server's certificate (default: the system's)
  MONGODB_CERTIFICATE_KEY_FILE   client certificate and key in one PEM file (default: none)
  SECURITY_CONTEXT_ORDERS_*      any other setting, SECURITY_CONTEXT_ORDERS_IDENTITY_PASSPHRASE_FILE for one

Exit code 0 only if every order was placed.`;

async function main() {
  const { MONGODB_URL: url, MONGODB_CA_FILE, MONGODB_CERTIFICATE_KEY_FILE } = process.env;
  const log = securityLog({ name: 'orders' });
  const stop = new AbortController();
  let signalled = 0;
  for (const signal of ['SIGINT', 'SIGTERM']) {
    // Once: a second Ctrl-C ends the process at once.
    process.once(signal, () => {
      log.info({ signal }, 'stopping');
      signalled = 128 + constants.signals[signal];
      stop.abort();
    });
  }
  try {
    if (!url) return (await rehearse(log, stop.signal)) ? 0 : signalled || 1;
    const address = { url, caFile: MONGODB_CA_FILE, certificateKeyFile: MONGODB_CERTIFICATE_KEY_FILE };
    return (await serve(address, log, stop.signal)) ? 0 : 1;
  } catch (error) {
    log.fatal({ err: explain(error) ?? error }, 'ended');
    return 1;
  }
}

const [word] = process.argv.slice(2);
if (word === undefined) {
  void main().then((code) => {
    process.exitCode = code;
  });
} else {
  console.log(HELP);
  process.exitCode = ['--help', '-h'].includes(word) ? 0 : 2;
}

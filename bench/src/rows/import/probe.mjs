// Imports one module and tells what that took. Plain JavaScript, so that nothing but Node is loaded before.
import { Session } from 'node:inspector';

const [, , url, wish] = process.argv;

if (wish === 'list') {
  const scripts = [];
  const session = new Session();
  session.connect();
  session.on('Debugger.scriptParsed', ({ params }) => scripts.push(params.url));
  session.post('Debugger.enable');
  await import(url);
  session.disconnect();
  console.log(JSON.stringify(scripts.filter((script) => script.startsWith('file:'))));
} else {
  const cpu = process.cpuUsage();
  const begun = performance.now();
  await import(url);
  const wallMs = performance.now() - begun;
  const { user, system } = process.cpuUsage(cpu);
  console.log(JSON.stringify({ cpuMs: (user + system) / 1000, wallMs }));
}

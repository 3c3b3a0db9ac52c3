// Mocha would load TypeScript tests by require() and so run the packages as CommonJS; this loads them as what they are.
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from './child.mjs';

for (const file of JSON.parse(process.env.TEST_FILES)) await import(pathToFileURL(resolve(root, file)).href);

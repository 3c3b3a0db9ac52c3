import { writeFile } from 'node:fs/promises';
import { settingsJsonSchemaText } from './document.js';

await writeFile(new URL('security.schema.json', import.meta.url), settingsJsonSchemaText());

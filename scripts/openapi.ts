import { writeFile } from 'node:fs/promises';
import { openApiText } from '../src/api/index.ts';

/** Writes `openapi.json`, the document that a running server gives at `/openapi.json`. */
await writeFile(new URL('../openapi.json', import.meta.url), openApiText());

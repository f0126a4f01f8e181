import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { clientTypes } from './sdk/client-types.ts';
import type { OpenApiDocument } from './sdk/client-types.ts';

/** Writes `sdk/schema.ts` from `openapi.json`: what the SDK knows of each call and each webhook. */
const documentFile = fileURLToPath(new URL('../openapi.json', import.meta.url));
export const schemaFile = fileURLToPath(new URL('../sdk/schema.ts', import.meta.url));

export const writeSchema = (): Promise<string> =>
  clientTypes(JSON.parse(readFileSync(documentFile, 'utf8')) as OpenApiDocument);

if (import.meta.main) writeFileSync(schemaFile, await writeSchema());

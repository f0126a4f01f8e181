import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { buildSdk } from '../scripts/sdk-package.ts';

const run = promisify(execFile);
const tsc = fileURLToPath(new URL('../node_modules/typescript/bin/tsc', import.meta.url));

// A project of somebody else, with nothing of ours around it.
const project = await mkdtemp(join(tmpdir(), 'cardwright-sdk-user-'));
after(() => rm(project, { recursive: true, force: true }));
const installed = join(project, 'node_modules', 'cardwright-sdk');
await mkdir(installed, { recursive: true });
await buildSdk(installed);
await writeFile(join(project, 'package.json'), '{"type":"module"}');

test('plain JavaScript uses the package', async () => {
  const program = join(project, 'plain.js');
  await writeFile(
    program,
    `import { ApiError, createClient, each, NoAnswer, verifyWebhook } from 'cardwright-sdk';
const pages = [{ data: [{ name: 'a' }], next_cursor: 'n' }, { data: [{ name: 'b' }], next_cursor: null }];
const client = createClient({ url: 'http://x', fetch: () => Promise.resolve(Response.json(pages.shift())) });
const names = [];
for await (const { name } of each(client.listKeys)) names.push(name);
console.log(JSON.stringify([names, typeof verifyWebhook, ApiError.name, NoAnswer.name]));
`,
  );
  const { stdout } = await run(process.execPath, [program]);
  assert.deepEqual(JSON.parse(stdout), [['a', 'b'], 'function', 'ApiError', 'NoAnswer']);
});

test('strict TypeScript uses its types, whichever way it resolves modules', async () => {
  await writeFile(
    join(project, 'strict.ts'),
    `import { ApiError, createClient, each, verifyWebhook } from 'cardwright-sdk';
import type { Card, CreateCardInput, WebhookEvent } from 'cardwright-sdk';
const client = createClient({ url: 'http://127.0.0.1:8080', apiKey: undefined, retries: 2 });
export async function issue(input: CreateCardInput): Promise<string | undefined> {
  try {
    const card: Card = await client.createCard(input);
    await client.addCardBalance({ cardId: card.id, amount: '100.00' }, { idempotencyKey: card.id });
    // @ts-expect-error it takes an idempotency key
    await client.addCardBalance({ cardId: card.id, amount: '100.00' });
    for await (const event of each(client.listEvents, { size: 100 })) if (event.operation === 'CARDS') return event.id;
  } catch (error) {
    if (error instanceof ApiError && error.code === 'VALIDATION_ERROR') return error.details[0]?.field;
    throw error;
  }
  // @ts-expect-error there is no such filter
  for await (const _ of each(client.listEvents, { sise: 100 })) return undefined;
  return undefined;
}
export async function receive(headers: Record<string, string>, body: string): Promise<boolean> {
  const event: WebhookEvent = await verifyWebhook('whsec_AAAA', headers, body);
  return event.operation === 'CARDS' && event.sub_operation === 'CLEARING' && event.status === 'SUCCESS' && event.data.final;
}
`,
  );
  for (const [module, moduleResolution] of [
    ['nodenext', 'nodenext'],
    ['esnext', 'bundler'],
  ] as const) {
    const compilerOptions = {
      module,
      moduleResolution,
      target: 'es2022',
      lib: ['es2023', 'dom', 'dom.iterable'],
      types: [],
      strict: true,
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
      outDir: 'out',
    };
    await writeFile(
      join(project, 'tsconfig.json'),
      JSON.stringify({ compilerOptions, include: ['strict.ts'] }),
    );
    const { stdout } = await run(process.execPath, [tsc, '--project', project]).catch(
      (error: unknown) => error as { stdout: string },
    );
    assert.equal(stdout, '', module);
  }
});

#!/usr/bin/env node
// Plain JavaScript for whatever Node a machine has from 20 on. The program itself is TypeScript that runs as it is, which
// takes the Node that came by npm.
import { spawn } from 'node:child_process';
import * as modules from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

// npx hands its signals to a shell between us, which ends and leaves us behind: without it, what started us is gone.
if (process.env.npm_command === 'exec') {
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    process.kill(process.pid, 'SIGTERM');
  }, 200);
  timer.unref();
}

const program = fileURLToPath(new URL('cardwright.ts', import.meta.url));
const folder = folderOfNode();

if (folder === undefined) {
  process.stderr.write('Nothing is installed here yet.\nRun: npm install\n');
  process.exitCode = 1;
} else if (Number(process.versions.node.split('.')[0]) >= 24) {
  // Compiled once, and kept where npm start keeps it: most commands are done in half the time.
  modules.enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/node', import.meta.url)));
  await import(program);
} else {
  const node = join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  const child = spawn(node, [program, ...process.argv.slice(2)], { stdio: 'inherit' });
  // A terminal sends its signals to both; a supervisor sends them to us only.
  process.on('SIGINT', () => undefined);
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(
      `Node 24 is not where npm should have put it: ${error.message}
If npm was told to run no install scripts: npm rebuild --ignore-scripts=false
Otherwise run npm install again, and look at what it says.
`,
    );
    process.exit(1);
  });
  child.on('exit', (code) => process.exit(code ?? 1));
}

/** Of the package that brings Node 24, wherever npm has put it. */
function folderOfNode() {
  try {
    return dirname(modules.createRequire(import.meta.url).resolve('node/package.json'));
  } catch {
    return undefined;
  }
}

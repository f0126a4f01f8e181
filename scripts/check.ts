import { execFile } from 'node:child_process';

/**
 * Types, lint and format at once: each uses one core and a half at most. What one of them says is printed when it ends, whole; ends
 * with 1 when anything is wrong.
 */
const checks = ['types', 'lint', 'format:check'];

const check = (name: string): Promise<boolean> =>
  new Promise((resolve) => {
    execFile('npm', ['run', '--silent', name], { maxBuffer: Infinity }, (error, out, err) => {
      process.stdout.write(out);
      process.stderr.write(err);
      if (error !== null) process.stderr.write(`npm run ${name} found something.\n`);
      resolve(error === null);
    });
  });

const passed = await Promise.all(checks.map(check));
process.exitCode = passed.every(Boolean) ? 0 : 1;

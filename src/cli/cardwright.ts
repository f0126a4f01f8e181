import { createProgram } from './program.ts';
import { runProgram } from './run.ts';

// Whoever read what is printed has read enough (`| head`): ended as SIGPIPE ends other programs.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(141);
    if (stream === process.stdout) process.stderr.write(`The output cannot be written: ${error.message}.\n`);
    process.exit(1);
  });

const args = process.argv.slice(2);
process.exitCode = await runProgram(createProgram(args.includes('--json')), args);

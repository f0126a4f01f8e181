import { createProgram } from './program.ts';
import { runProgram } from './run.ts';

// Whoever read what is printed has read enough (`| head`): ended as SIGPIPE ends other programs.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    process.exit(141);
  });

process.exitCode = await runProgram(createProgram(), process.argv.slice(2));

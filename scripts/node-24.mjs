// What npm runs first, before an install's end and before a start. Plain JavaScript for whatever Node a machine has: says in
// a sentence what an older one says in a stack, that it reads no TypeScript.
const { node: version } = process.versions;

if (Number(version.split('.')[0]) < 24) {
  process.stderr.write(
    `This is Node ${version}; the Node 24 that npm should have brought is not there.
If npm was told to run no install scripts: npm rebuild --ignore-scripts=false
Otherwise run npm install again, and look at what it says.
`,
  );
  process.exitCode = 1;
}

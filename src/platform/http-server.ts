/**
 * Node's own HTTP server. An `import` of `node:http` reads all that it exports, and for its WebSocket Node loads what `fetch` is made
 * of: 40 ms of CPU of every start, for nothing.
 */
export const { createServer } = process.getBuiltinModule('node:http');

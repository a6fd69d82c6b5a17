/* The process of lib/experiments/networks/networkMemory.ts, run from its source. */
const { join } = require('node:path');

process.argv[1] = '';
process.argv.splice(2, 0, join(__dirname, '../../lib/experiments/networks/networkMemoryWorker.ts'));
void import('./runTypescript.mjs');

/* Worker process of tests: dies in its first run, and does the next in another process. */
const { worker, workerEmit } = require('workerpool');

worker({
  prepare: () => ({ value: { process: process.pid } }),
  run: (ingredients) => {
    if (ingredients.fate !== 'die') return { value: { process: process.pid } };
    workerEmit({ kind: 'start', task: 0, label: 'training', total: 10, unit: 'steps' });
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), 50);
    return new Promise(() => undefined);
  },
});

/* Worker process of tests: dies in a run, runs out of memory, does one in another process, or trains one until it is interrupted. */
const { worker, workerEmit } = require('workerpool');

worker({
  prepare: () => ({ value: { process: process.pid } }),
  run: (ingredients) => {
    if (ingredients.fate === 'be stopped') {
      return new Promise((resolve) => {
        const problem = { found: 'a request to stop', expected: 'all steps', remedy: 'Run it again.' };
        const error = { name: 'InterruptionError', message: 'stopped', problem };
        process.once('SIGINT', () => resolve({ error }));
        workerEmit({ kind: 'process', pid: process.pid });
        workerEmit({ kind: 'start', task: 0, label: 'training', total: 10, unit: 'steps' });
      });
    }
    if (ingredients.fate === 'run out of memory') for (const all = []; ;) all.push([...all.keys()]);
    if (ingredients.fate !== 'die') return { value: { process: process.pid } };
    workerEmit({ kind: 'start', task: 0, label: 'training', total: 10, unit: 'steps' });
    setTimeout(() => process.kill(process.pid, 'SIGKILL'), 50);
    return new Promise(() => undefined);
  },
});

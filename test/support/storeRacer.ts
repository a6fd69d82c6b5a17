/* Forked by tests: asks a results store for the example run. Arguments: folder, `die` to be killed in the middle of it. */
import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { silentReporter } from '../../lib/common/reporter';
import { openResultsStore } from '../../lib/experiments/store/resultsStore';
import { exampleIngredients, exampleRun } from './exampleRun';

const [, , folder, fate] = process.argv;

async function race(): Promise<void> {
  const store = openResultsStore(folder, silentReporter);
  const { reused } = await store.runOnce(exampleIngredients, async () => {
    appendFileSync(join(folder, 'performed.log'), `${process.pid}\n`);
    await delay(200);
    if (fate === 'die') process.kill(process.pid, 'SIGKILL');
    return exampleRun();
  });
  process.send?.({ reused });
}

void race();

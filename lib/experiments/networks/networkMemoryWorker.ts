/* Entry of a process that lives for one measurement of a network's memory. */
import { readFileSync } from 'node:fs';
import { worker } from 'workerpool';
import { packError } from '../execution/errorTransport';
import { networkCost } from './networkThroughput';
import type { ModelConfiguration } from '../configuration/runConfiguration';

/** Forward passes after the first. */
const repetitions = 3;

/** Highest resident memory of this process so far, bytes. What Linux counts in `maxRSS` begins with the parent's peak. */
function peak(): number {
  if (process.platform !== 'linux') return 1024 * process.resourceUsage().maxRSS;
  const [, kibibytes] = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))!;
  return 1024 * Number(kibibytes);
}

worker({
  memory(model: ModelConfiguration) {
    try {
      networkCost({ network: 'wdr', scale: 'tiny' }, 1); // what TensorFlow and the code take for any network
      const before = peak();
      networkCost(model, repetitions);
      return { value: peak() - before };
    } catch (error) {
      return { error: packError(error) };
    }
  },
});

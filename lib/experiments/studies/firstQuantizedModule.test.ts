import { describe, expect, it } from 'vitest';
import { exampleRun, exampleScope } from '../../../test/support/exampleRun';
import { firstQuantizedModuleRuns, selectFirstModule } from './firstQuantizedModule';
import type { StoredRun } from '../store/storedRun';

/** Runs that score the given shares on validation, and the reverse on the test set. */
function scored(shares: Readonly<Record<string, number>>): Map<string, StoredRun> {
  const entries = Object.entries(shares).map(([key, value]): [string, StoredRun] => {
    const metrics = { 'validation/ADD/0.1/all': { value }, 'test/ADD/0.1/all': { value: 1 - value } };
    return [key, { ...exampleRun(), metrics, id: key, folder: key }];
  });
  return new Map(entries);
}

describe('the first module', () => {
  it('is the probe that beats full precision and all others on validation', () => {
    const shares = { 'full-precision': 0.7, 'backbone-lsq': 0.71, 'head-lsq': 0.4, 'fpn-lsq': 0.8 };
    expect(selectFirstModule(scored(shares), 'lsq')).toBe('fpn');
  });

  it('is none where no probe beats full precision', () => {
    const shares = { 'full-precision': 0.8, 'backbone-inq': 0.8, 'head-inq': 0.1, 'fpn-inq': 0.79 };
    expect(selectFirstModule(scored(shares), 'inq')).toBeUndefined();
  });

  it('probes each module once a method, beside one control a method', () => {
    const runs = firstQuantizedModuleRuns(exampleScope(), 1);
    const widths = runs.map(({ configuration }) => Object.values(configuration.quantization).join('-'));
    const probes = ['2-32-32', '32-32-2', '32-2-32'];
    expect(widths).toEqual(['32-32-32', '32-32-32', ...probes, '32-32-32', ...probes]);
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { silentReporter } from '../../common/reporter';
import { openResultsStore } from '../store/resultsStore';
import { paperRuns } from '../scale/paperRuns';
import { planSubmission, type SubmissionPlan } from './submissionPlan';

const images = { train: 800, validation: 100, test: 100, source: 'none' };
const runs = paperRuns({ swisscube: { ...images, objects: 1 }, linemod: { ...images, objects: 8 } }, 1)
  .filter(({ kind }) => kind === 'run')
  .map(({ run }) => run);

describe('the registry at the scale of the paper, as job arrays', () => {
  let folder: string;
  let plan: SubmissionPlan;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'submission plan '));
    const store = openResultsStore(join(folder, 'results'), silentReporter);
    const context = { profile: 'paper' as const, store, workFolder: join(folder, 'work') };
    plan = await planSubmission(runs, context, { name: 'paper' }, folder);
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('has every run once, after the one that it starts from', () => {
    const { arrays } = plan.record;
    const places = arrays.flatMap((array, index) => array.runs.map((id) => ({ id, index })));
    expect(places.map(({ id }) => id).sort()).toEqual(runs.map(({ id }) => id).sort());
    for (const { id, configuration } of runs) {
      const { after } = arrays[places.find((place) => place.id === id)!.index];
      expect(after === undefined ? undefined : arrays[after.array].runs[after.index]).toBe(
        configuration.parent,
      );
    }
    expect(new Set(arrays.map(({ stage }) => stage))).toEqual(new Set(['pre-training', 'probes', 'flow']));
  });

  it('asks for a GPU, two cores and a day for every run, and for no GPU for the tables', () => {
    for (const script of plan.scripts) {
      for (const option of ['gres=gpu:1', 'cpus-per-task=2', 'time=1440', 'signal=B:USR2@120'])
        expect(script).toContain(`\n#SBATCH --${option}\n`);
    }
    expect(plan.tablesScript).toMatch(/ledger\.js'? --profile paper\n$/);
    expect(plan.tablesScript).not.toContain('gres');
  });
});

import { describe, expect, it } from 'vitest';
import { exampleIngredients, exampleScope } from '../../../test/support/exampleRun';
import { submittedRuns } from '../../../test/support/submittedRuns';
import { identifyRuns, type IdentifiedRun } from '../execution/identifiedRuns';
import { headlineRuns } from '../studies/headline';
import { ancestry, jobArrays } from './jobArrays';

const request = { gpus: 1, cpus: 2, minutes: 60 };
const asked = (runs: readonly IdentifiedRun[]) => runs.map((run) => ({ run, request }));
const byId = (runs: readonly IdentifiedRun[]) => new Map(runs.map((run) => [run.id, run]));
const flow = identifyRuns(headlineRuns(exampleScope(), 3), exampleIngredients);

describe('job arrays', () => {
  it('hold all runs that start from the same one, and wait for its task', () => {
    const [full, ...probes] = submittedRuns.map(({ id }) => id);
    expect(jobArrays(asked(submittedRuns), byId(submittedRuns))).toEqual([
      { stage: 'pre-training', request, after: undefined, runs: [full] },
      { stage: 'probes', request, after: { array: 0, index: 0 }, runs: probes },
    ]);
  });

  it('follow a flow stage by stage, each run after the one that it starts from', () => {
    const arrays = jobArrays(asked(flow), byId(flow));
    expect(new Set(arrays.map(({ stage }) => stage))).toEqual(new Set(['pre-training', 'probes', 'flow']));
    expect(arrays.flatMap(({ runs }) => runs).sort()).toEqual(flow.map(({ id }) => id).sort());
    arrays.forEach(({ after, runs }, index) => {
      for (const id of runs) {
        const { parent } = byId(flow).get(id)!.configuration;
        expect(after === undefined ? undefined : arrays[after.array].runs[after.index]).toBe(parent);
        expect(after === undefined || after.array < index).toBe(true);
      }
    });
  });

  it('wait for nothing where what they start from is there already', () => {
    const probes = submittedRuns.slice(1);
    const [array, ...others] = jobArrays(asked(probes), byId(submittedRuns));
    expect(others).toEqual([]);
    expect(array).toMatchObject({ stage: 'probes', after: undefined });
  });

  it('are apart where they ask for other things, and no larger than Slurm takes', () => {
    const [first, second] = submittedRuns.slice(1);
    const mixed = [
      { run: first, request },
      { run: second, request: { ...request, minutes: 90 } },
    ];
    expect(jobArrays(mixed, byId(submittedRuns))).toHaveLength(2);
    const many = Array.from({ length: 1001 }, (_, index) => ({ ...first, id: String(index) }));
    const arrays = jobArrays(asked(many), byId([...submittedRuns, ...many]));
    expect(arrays.map(({ runs }) => runs.length)).toEqual([1000, 1]);
  });

  it('know what a run starts from, oldest first', () => {
    const last = flow[flow.length - 1];
    const lineage = ancestry(last, byId(flow));
    expect(lineage[0].configuration.parent).toBeUndefined();
    expect(lineage[lineage.length - 1]).toBe(last);
    lineage.slice(1).forEach((run, index) => {
      expect(run.configuration.parent).toBe(lineage[index].id);
    });
  });
});

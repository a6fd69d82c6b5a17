import { firstQuantizedModuleRuns } from '../../lib/experiments/studies/firstQuantizedModule';
import { identifyRuns, type IdentifiedRun } from '../../lib/experiments/execution/identifiedRuns';
import type { SubmissionRecord } from '../../lib/experiments/slurm/submissionFile';
import { exampleIngredients, exampleScope } from './exampleRun';

/** Table 1 at smoke scale, seed 3: full precision, and 8 runs that start from it. */
export const submittedRuns: IdentifiedRun[] = identifyRuns(
  firstQuantizedModuleRuns(exampleScope('smoke', { train: 8, validation: 4, test: 4 }), 3),
  exampleIngredients,
);

/** These runs as two arrays, the jobs 11 and 12. */
export function exampleSubmission(folder: string): SubmissionRecord {
  const [full, ...probes] = submittedRuns.map(({ id }) => id);
  const request = { gpus: 0, cpus: 1, minutes: 15 };
  return {
    ...{ name: 'example', profile: 'smoke', createdAt: '2026-01-02T03:04:05.000Z', tablesJob: undefined },
    ...{ workFolder: `${folder}/work`, resultsFolder: `${folder}/results`, runs: submittedRuns },
    refused: [],
    arrays: [
      { stage: 'pre-training', request, after: undefined, runs: [full], job: '11' },
      { stage: 'probes', request, after: { array: 0, index: 0 }, runs: probes, job: '12' },
    ],
  };
}

import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { z } from 'zod';
import { ResultsError } from '../../common/errors';
import { readJson } from '../../common/validation';
import type { QuantizationStep } from '../../mqat/algorithm1';
import {
  checkExperiment,
  experimentBench,
  performAlgorithm1,
  recordFile,
  writeRecord,
} from './algorithm1Experiment';
import type { Algorithm1Experiment } from './algorithm1Record';
import type { ExperimentScope } from '../configuration/experimentScope';
import type { Laboratory } from '../laboratory';
import { noteRecordRead } from '../store/resultReads';
import { flowRuns } from './sequentialRuns';

const stepsSchema = z.object({
  steps: z.array(z.object({ module: z.string(), bits: z.number(), run: z.string() })).min(1),
});

/**
 * The steps that Algorithm 1 takes for a budget: from its record, where that names the runs of this code and these data, else
 * it is performed and its record kept.
 * @param results - the folder of results; the profile's where it is not given
 * @throws InfeasibleAllocationError with the smallest size that can be reached, before anything is trained
 * @throws ResultsError when the record is damaged
 */
export async function budgetSteps(
  laboratory: Pick<Laboratory, 'plan' | 'run' | 'sensitivity'>,
  experiment: Algorithm1Experiment,
  scope: ExperimentScope,
  results?: string,
): Promise<QuantizationStep[]> {
  await checkExperiment(experiment);
  const file = recordFile(experiment, undefined, results);
  noteRecordRead(experiment.profile, basename(file));
  const recorded = existsSync(file) ? (await readJson(file, stepsSchema, ResultsError)).steps : undefined;
  if (recorded !== undefined) {
    const planned = await laboratory.plan(flowRuns(scope, experiment.seed, experiment.method, recorded));
    if (planned[planned.length - 1].id === recorded[recorded.length - 1].run) return recorded;
  }
  const record = await performAlgorithm1(experimentBench(laboratory, experiment, scope), experiment);
  await writeRecord(file, record);
  return [...record.steps];
}

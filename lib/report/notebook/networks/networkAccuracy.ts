import { join } from 'node:path';
import { accuracySensitivity } from '../../../experiments/sensitivity/accuracySensitivity';
import { workFolderOf } from '../../../experiments/store/resultFolders';
import type { AccuracySensitivity } from '../../../experiments/sensitivity/partAccuracy';
import type { StoredRun } from '../../../experiments/store/storedRun';
import type { TrainedNetwork } from '../../../experiments/run/trainedNetwork';
import type { HitRule } from '../imageErrorColumns';
import type { NotebookSession } from '../session';

/** What is quantized, and how it is measured. */
export interface NetworkAccuracyOptions {
  readonly parts: 'layers' | 'modules';
  readonly bits: number;
  /** Validation images */
  readonly images: number;
  readonly rule: HitRule;
}

/**
 * Measures what each layer or module of a run's network costs, least squared error after training; kept beside its weights.
 */
export function networkAccuracy(
  { data, profile, reporter }: Pick<NotebookSession, 'data' | 'profile' | 'reporter'>,
  { id, ingredients }: StoredRun,
  trained: TrainedNetwork,
  { parts, bits, images, rule }: NetworkAccuracyOptions,
): Promise<AccuracySensitivity> {
  const method = 'postTrainingLeastSquares';
  const name = `accuracy-${parts}-${bits}-bits-${rule.metric}-${images}-images.json`;
  const { evaluation } = ingredients.configuration;
  const file = join(workFolderOf(profile), id, name);
  const options = { parts, bits, method, images, ...rule, evaluation, file } as const;
  return accuracySensitivity(trained, data.splits.validation, options, reporter);
}

import { existsSync } from 'node:fs';
import { z } from 'zod';
import { writeFileAtomically } from '../../common/atomicFile';
import { canonicalHash, canonicalJson } from '../../common/canonicalJson';
import { CheckpointError } from '../../common/errors';
import { readJson } from '../../common/validation';
import { metricDifferences } from '../store/metricDifferences';
import type { FinishedRun } from '../store/storedRun';
import { metricsSchema } from '../store/storedRunSchemas';
import { scoresFile, weightsFile } from './runFiles';

type Scored = Pick<FinishedRun, 'metrics' | 'images'>;

const schema = z.strictObject({ metrics: metricsSchema, images: z.string() });

/** @returns whether a run's trained weights are there, with what they score */
export function hasWeights(workFolder: string, id: string): boolean {
  return existsSync(weightsFile(workFolder, id)) && existsSync(scoresFile(workFolder, id));
}

/** Notes what the weights of a run score, after they were written. */
export async function writeWeightScores(
  workFolder: string,
  id: string,
  { metrics, images }: Scored,
): Promise<void> {
  const scores = { metrics, images: canonicalHash(images) };
  await writeFileAtomically(scoresFile(workFolder, id), `${canonicalJson(scores)}\n`);
}

/**
 * Compares the weights of a run with its stored result. Trained again on a machine that computes other last bits they are
 * another network.
 * @returns a phrase for each difference; empty where the weights are those of the result
 * @throws CheckpointError when what they score is damaged
 */
export async function weightDifferences(
  workFolder: string,
  stored: Scored & { readonly id: string },
): Promise<string[]> {
  const scores = await readJson(scoresFile(workFolder, stored.id), schema, CheckpointError);
  const differences = metricDifferences(stored.metrics, scores.metrics);
  const sameImages = canonicalHash(stored.images) === scores.images;
  return differences.length > 0 || sameImages ? differences : ['errors of single images are others'];
}

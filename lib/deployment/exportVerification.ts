import type { Reporter } from '../common/reporter';
import { decodingOf, scorePredictions, standInDetections } from '../experiments/runEvaluation';
import { loadPnpSolver } from '../geometry/pnp';
import type { PoseEvaluation } from '../metrics/poseEvaluation';
import { isHit } from '../metrics/recall';
import { predictDataset, type PosePrediction } from '../training/posePredictor';
import type { ExportableRun } from './exportableRun';
import { openExportedModel } from './exportedModel';
import { exportedPredictor } from './exportedPredictor';

/** The test set by the simulated network and by an exported file. */
export interface ExportVerification {
  readonly images: number;
  /** Images whose ADD is under a tenth of the diameter, by the simulated network */
  readonly simulated: number;
  /** The same, by the file */
  readonly exported: number;
  /** Images that one of them finds and the other does not */
  readonly different: number;
  /** Largest difference of an image's ADD where both find a pose, as a share of the diameter */
  readonly largestDifference: number;
}

/** Share of the diameter that ADD must stay under */
const threshold = 0.1;
/** Share of the images by which the recall may differ */
const tolerance = 0.001;
const simulatedBatch = 64;

/**
 * Scores an exported file and the network that it was made of on the whole test set.
 * @throws ExportError or DatasetError, as prediction does
 */
export async function verifyExport(
  file: string,
  { run, trained, test }: Pick<ExportableRun, 'run' | 'trained' | 'test'>,
  reporter: Reporter,
): Promise<ExportVerification> {
  const { evaluation } = run.ingredients.configuration;
  const { objects } = test;
  const solver = await loadPnpSolver();
  const { network, precision } = trained;
  const decoding = decodingOf(evaluation);
  const parts = { precision, objects, solver, decoding, compiledBatch: simulatedBatch };
  const simulator = network.predictor(parts);
  const detections = standInDetections(simulator, test);
  const simulated = await predictDataset(simulator, test, simulatedBatch, reporter, detections);
  const model = await openExportedModel(file);
  try {
    const predictor = exportedPredictor(model, objects, solver);
    const progress = reporter.progress(`poses by ${file}`, test.samples.length, 'images');
    const exported: PosePrediction[][] = [];
    for (const [index, { camera }] of test.samples.entries()) {
      const { image } = await test.pixels(index);
      exported.push(...(await predictor.predict([{ image, camera, detections: detections?.(index) }])));
      progress.update(exported.length);
    }
    progress.finish();
    return comparison(
      scorePredictions(test, simulated, evaluation),
      scorePredictions(test, exported, evaluation),
    );
  } finally {
    await model.dispose();
  }
}

/** @returns whether the recalls are the same to one image in a thousand */
export function agrees({ images, simulated, exported }: ExportVerification): boolean {
  return Math.abs(simulated - exported) <= tolerance * images;
}

function comparison(simulated: PoseEvaluation, exported: PoseEvaluation): ExportVerification {
  const [before, after] = [simulated, exported].map(({ perImage }) => perImage.errors.ADD);
  const hits = [before, after].map((errors) => errors.map((error) => isHit(error ?? undefined, threshold)));
  const count = (found: readonly boolean[]) => found.filter(Boolean).length;
  const differences = before.map((error, image) =>
    error === null || after[image] === null ? 0 : Math.abs(error - after[image]),
  );
  return {
    images: before.length,
    simulated: count(hits[0]),
    exported: count(hits[1]),
    different: count(hits[0].map((hit, image) => hit !== hits[1][image])),
    largestDifference: differences.reduce((largest, value) => Math.max(largest, value), 0),
  };
}

import type { Reporter } from '../common/reporter';
import { decodingOf, scorePredictions, standInDetections } from '../experiments/runEvaluation';
import { loadPnpSolver, type PnpSolver } from '../geometry/pnp';
import { isHit } from '../metrics/recall';
import type { PosePrediction } from '../training/posePredictor';
import type { ExportableRun } from './exportableRun';
import { openExportedModel } from './exportedModel';
import { outputsInARow, type NamedOutputs } from './outputsInARow';
import { simulatedOutputs } from './simulatedOutputs';

/** The test set by the simulated network and by an exported file. */
export interface ExportVerification {
  readonly images: number;
  /** Images whose ADD is under a tenth of the diameter, by the simulated network, in each draw of RANSAC's hypotheses */
  readonly simulated: readonly number[];
  /** The same, by the file */
  readonly exported: readonly number[];
  /** Images of the first draw that one of them finds and the other does not */
  readonly different: number;
  /** Largest difference of a number that the networks say, over the largest that they say of that kind */
  readonly outputDifference: number;
}

/** Share of the diameter that ADD must stay under */
const threshold = 0.1;
/** Share of the images by which the recall may differ */
const tolerance = 0.001;

/**
 * Scores an exported file and the network that it was made of on the whole test set. A rounding in the last digit can turn
 * RANSAC to another hypothesis and an image from right to wrong, in a network that is only executed in another order too;
 * hypotheses are therefore drawn several times, and recalls are means.
 * @param draws - from 1; the first one is that of the run's own evaluation
 * @throws ExportError or DatasetError, as prediction does
 */
export async function verifyExport(
  file: string,
  { run, trained, test }: Pick<ExportableRun, 'run' | 'trained' | 'test'>,
  draws: number,
  reporter: Reporter,
): Promise<ExportVerification> {
  const { evaluation } = run.ingredients.configuration;
  const { network, precision } = trained;
  const solver = await loadPnpSolver();
  const predictors = Array.from({ length: draws }, (_, draw) =>
    network.predictor({
      ...{ precision, objects: test.objects, decoding: decodingOf(evaluation) },
      solver: draw === 0 ? solver : shuffled(solver, draw),
    }),
  );
  const detections = standInDetections(predictors[0], test);
  const sides = { simulated: emptyDraws(draws), exported: emptyDraws(draws) };
  const differences = new OutputDifferences();
  const model = await openExportedModel(file);
  try {
    const progress = reporter.progress(`poses by ${file}`, test.samples.length, 'images');
    for (const [index, { camera }] of test.samples.entries()) {
      const { image } = await test.pixels(index);
      const seen = detections && [detections(index)];
      const prepared = predictors.map((predictor) => predictor.prepare([image], [camera], seen));
      const [{ images }] = prepared;
      const outputs =
        images.length === 0
          ? { simulated: {}, exported: {} }
          : {
              simulated: simulatedOutputs(network, precision, images, 1),
              exported: await model.run(images, 1),
            };
      differences.add(outputs.simulated, outputs.exported);
      for (const side of ['simulated', 'exported'] as const) {
        const row = outputsInARow(outputs[side], 1);
        for (const [draw, { decode }] of prepared.entries()) sides[side][draw].push(...decode(row));
      }
      progress.update(index + 1);
    }
    progress.finish();
  } finally {
    await model.dispose();
  }
  const hitsOf = (predictions: readonly PosePrediction[][]) =>
    scorePredictions(test, predictions, evaluation).perImage.errors.ADD.map((error) =>
      isHit(error ?? undefined, threshold),
    );
  const hits = { simulated: sides.simulated.map(hitsOf), exported: sides.exported.map(hitsOf) };
  const count = (found: readonly boolean[]) => found.filter(Boolean).length;
  return {
    images: hits.simulated[0].length,
    simulated: hits.simulated.map(count),
    exported: hits.exported.map(count),
    different: count(hits.simulated[0].map((hit, image) => hit !== hits.exported[0][image])),
    outputDifference: differences.largest(),
  };
}

/** @returns whether the mean recalls are the same to one image in a thousand */
export function agrees({ images, simulated, exported }: ExportVerification): boolean {
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
  return Math.abs(sum(simulated) - sum(exported)) <= tolerance * images * simulated.length;
}

function emptyDraws(draws: number): PosePrediction[][][] {
  return Array.from({ length: draws }, () => []);
}

/** Draws other hypotheses. */
function shuffled({ solve }: PnpSolver, seed: number): PnpSolver {
  return { solve: (problem) => solve({ ...problem, seed }) };
}

/** Differences of outputs image by image. */
class OutputDifferences {
  private readonly byName = new Map<string, { difference: number; size: number }>();

  add(simulated: NamedOutputs, exported: NamedOutputs): void {
    for (const [name, values] of Object.entries(simulated)) {
      let { difference, size } = this.byName.get(name) ?? { difference: 0, size: 0 };
      const others = exported[name];
      for (const [index, value] of values.entries()) {
        difference = Math.max(difference, Math.abs(value - others[index]));
        size = Math.max(size, Math.abs(value));
      }
      this.byName.set(name, { difference, size });
    }
  }

  /** @returns the largest difference over the largest number of its output */
  largest(): number {
    return Math.max(...[...this.byName.values()].map(({ difference, size }) => difference / (size || 1)));
  }
}

import type { Reporter } from '../common/reporter';
import { decodingOf, scorePredictions, standInDetections } from '../experiments/run/runEvaluation';
import { loadPnpSolver, type PnpSolver } from '../geometry/pnp';
import { isHit } from '../metrics/recall';
import type { PosePrediction } from '../training/prediction/posePredictor';
import type { ExportableRun } from './exportableRun';
import { openExportedModel } from './exportedModel';
import { outputsInARow, type NamedOutputs } from './outputsInARow';
import { simulatedRunner } from './simulatedRunner';

/** The test set by the simulated network and by an exported file. */
export interface ExportVerification {
  readonly images: number;
  /** Images whose ADD is under a tenth of the diameter, by the simulated network, in each draw of RANSAC's hypotheses */
  readonly simulated: readonly number[];
  /** The same, by the file */
  readonly exported: readonly number[];
  readonly fromSimulated: Difference;
  /**
   * The simulated network executed as one graph, from itself executed operation by operation: sums of another order. Where
   * inputs of layers are quantized, a last digit moves those at the edge of two levels by a whole level.
   */
  readonly ofRounding: Difference;
  /** Whether inputs of layers are quantized */
  readonly quantizedInputs: boolean;
}

/** How far two executions of a network are apart. */
export interface Difference {
  /** Images of the first draw that one of them finds and the other does not */
  readonly images: number;
  /** Largest difference of a number that the networks say, over the largest that they say of that kind */
  readonly outputs: number;
}

/** Share of the diameter that ADD must stay under */
const threshold = 0.1;
/** Share of the images by which the recall may differ */
const recallTolerance = 0.001;
/** By which outputs may differ where inputs of layers are not quantized */
const outputTolerance = 1e-4;

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
  const sides = { simulated: emptyDraws(draws), exported: emptyDraws(draws), graph: emptyDraws(1) };
  const differences = { exported: new OutputDifferences(), graph: new OutputDifferences() };
  const simulate = simulatedRunner(network, precision);
  const asGraph = simulatedRunner(network, precision, 1);
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
          ? { simulated: {}, exported: {}, graph: {} }
          : {
              simulated: simulate(images),
              exported: await model.run(images, 1),
              graph: asGraph(images),
            };
      for (const side of ['exported', 'graph'] as const)
        differences[side].add(outputs.simulated, outputs[side]);
      for (const side of ['simulated', 'exported', 'graph'] as const) {
        const row = outputsInARow(outputs[side], 1);
        for (const [draw, predictions] of sides[side].entries())
          predictions.push(...prepared[draw].decode(row));
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
  const [simulated, exported, graph] = [sides.simulated, sides.exported, sides.graph].map((side) =>
    side.map(hitsOf),
  );
  const count = (found: readonly boolean[]) => found.filter(Boolean).length;
  const apart = (other: readonly boolean[]) => count(simulated[0].map((hit, image) => hit !== other[image]));
  return {
    images: simulated[0].length,
    simulated: simulated.map(count),
    exported: exported.map(count),
    fromSimulated: { images: apart(exported[0]), outputs: differences.exported.largest() },
    ofRounding: { images: apart(graph[0]), outputs: differences.graph.largest() },
    quantizedInputs: run.ingredients.configuration.activations !== undefined,
  };
}

/**
 * @returns what parts a file from its network more than it may: mean recalls by more than one image in a thousand, outputs
 * by more than 1e-4 where inputs of layers are not quantized; nothing where they agree
 */
export function disagreement(verification: ExportVerification): 'recall' | 'outputs' | undefined {
  const { images, simulated, exported, fromSimulated, quantizedInputs } = verification;
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
  if (Math.abs(sum(simulated) - sum(exported)) > recallTolerance * images * simulated.length) return 'recall';
  return !quantizedInputs && fromSimulated.outputs > outputTolerance ? 'outputs' : undefined;
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

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { squareData, squareStart, squareSteps } from '../../../test/support/squareExperiment';
import { silentReporter } from '../../common/reporter';
import { loadPnpSolver, type PnpSolver } from '../../geometry/pnp';
import { fullPrecision, type PrecisionPolicy } from '../../models/modularNetwork';
import { quantize } from '../../quantizers/quantization';
import { tf } from '../../tensor/engine';
import { trainingBatches } from '../../training/batches';
import { reestimateStatistics } from '../../training/statisticsEstimation';
import { createTrainer } from '../../training/trainer';
import { foldingCosts, type FoldingCost } from './foldingCost';
import { buildNetwork } from '../networks/networks';
import type { RunNetwork } from '../networks/runNetwork';

/** Differences of image errors, as shares of the diameter. */
function errorChanges({ before, after }: FoldingCost): number[] {
  return before.perImage.errors.ADD.map((error, image) =>
    Math.abs((error ?? NaN) - (after.perImage.errors.ADD[image] ?? NaN)),
  );
}

describe('what folding costs a tiny network', () => {
  let solver: PnpSolver;
  let network: RunNetwork;
  const { configuration } = squareStart;
  const evaluation = {
    ...configuration.evaluation,
    // So wide that a network that has hardly learned hits some, and a last bit parts no inlier from the others.
    diameterShares: [0.2, 0.5, 1, 2],
    ransac: { ...configuration.evaluation.ransac, inlierThreshold: 1000 },
  };
  const costs = (precision: PrecisionPolicy) =>
    foldingCosts({ network, precision }, squareData.splits.validation, {
      ...{ model: configuration.model, evaluation, solver, reporter: silentReporter },
    });

  beforeAll(async () => {
    solver = await loadPnpSolver();
    const { model, seed, training } = configuration;
    network = buildNetwork(model, seed);
    const { train } = squareData.splits;
    const task = network.task(train.objects);
    const { batchSize: size, augmentation } = training;
    const batches = trainingBatches({ dataset: train, task, size, augmentation, seed });
    const trainer = createTrainer(task, batches, training.plan, { compiled: false });
    await trainer.run(squareSteps);
    await reestimateStatistics(task, batches, fullPrecision, squareSteps, 2);
    trainer.dispose();
  });
  afterAll(() => {
    network.dispose();
  });

  it('is nothing at full precision', async () => {
    const before = tf.memory().numTensors;
    const [cost, ...others] = await costs(fullPrecision);
    expect(others).toEqual([]);
    expect(cost.rule).toBe('full precision');
    for (const change of errorChanges(cost)) expect(change).toBeLessThan(1e-3);
    for (const { change } of cost.recalls) expect(change).toEqual({ value: 0, low: 0, high: 0 });
    expect(cost.recalls.some(({ before: recall }) => recall > 0)).toBe(true);
    expect(tf.memory().numTensors).toBe(before);
  });

  it('is nothing with the codes kept, and something when weights are requantized to a scale a layer', async () => {
    const quantization = quantize(network, { backbone: 3, fpn: 3, head: 3 }, 'hawqV3');
    const [kept, requantized] = await costs(quantization);
    expect([kept.rule, requantized.rule]).toEqual(['codes kept', 'requantized']);
    for (const change of errorChanges(kept)) expect(change).toBeLessThan(1e-3);
    expect(Math.max(...errorChanges(requantized))).toBeGreaterThan(0.05);
    for (const { before, after, change } of [...kept.recalls, ...requantized.recalls]) {
      expect(change.value).toBeCloseTo(after - before, 12);
      expect(change.low).toBeLessThanOrEqual(change.value);
      expect(change.high).toBeGreaterThanOrEqual(change.value);
    }
    expect(requantized.recalls.map(({ metric, threshold }) => [metric, threshold])).toEqual(
      requantized.after.recalls
        .filter(({ depth }) => depth === 'all')
        .map(({ metric, threshold }) => [metric, threshold]),
    );
    const all = requantized.after.recalls.filter(({ depth }) => depth === 'all');
    expect(requantized.recalls.map(({ after }) => after)).toEqual(all.map(({ recall }) => recall));
    quantization.dispose();
  });
});

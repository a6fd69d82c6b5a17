import { z } from 'zod';
import { DatasetError } from '../../common/errors';
import { validate } from '../../common/validation';
import { fullPrecision } from '../../models/modularNetwork';
import type { LevelPrediction } from '../../models/poseHead';
import { createWdr, type WdrNetwork } from '../../models/wdr';
import { tf } from '../../tensor/engine';
import { ErrorTally } from '../errorTally';
import { assignFormulaWeights } from '../formulaWeights';
import type { GoldenCheck } from '../goldenReport';
import { layerListOf, layerListSchema, wdrConfigurationOf } from '../wdrLayerList';

const extent = z.int().positive();

const mapSchema = z
  .object({ shape: z.tuple([extent, extent, extent, extent]), values: z.array(z.number()) })
  .refine(({ shape, values }) => values.length === shape.reduce((product, side) => product * side), {
    path: ['values'],
    message: 'as many as the shape says',
  });

const fileSchema = z.object({
  phase: z.number(),
  layers: layerListSchema,
  expected: z.array(z.object({ level: z.int().nonnegative(), logits: mapSchema, corners: mapSchema })).min(1),
});

type LevelMap = keyof LevelPrediction;

/** Relative to the largest value of a map */
const tolerance = { relative: 1e-4, floor: 1e-6 };

/** Every level's maps of a WDR network whose weights and input are given by formulas. */
export const wdrForwardCheck: GoldenCheck = {
  file: 'wdr-forward.json',
  check(content, source) {
    const { phase, layers, expected } = validate(fileSchema, content, source, DatasetError);
    const [, , rows, columns] = expected[0].logits.shape;
    const network = createWdr(wdrConfigurationOf(layers, columns, rows, source), 0);
    const tally = new ErrorTally();
    const ours = layerListOf(network);
    tally.requireEqual('number of layers', ours.length, layers.length);
    layers.forEach((layer, index) => {
      tally.requireEqual(`layers[${index}]`, ours[index], layer);
    });
    tally.requireEqual('number of levels', network.levels.length, expected.length);
    assignFormulaWeights(network, {
      phase,
      layerNumbers: new Map(layers.map(({ name, index }) => [name, index])),
    });
    const maps = levelMaps(network);
    for (const golden of expected) {
      for (const map of ['logits', 'corners'] as const) {
        const place = `level ${golden.level}, ${map}`;
        const found = maps[golden.level]?.[map];
        tally.requireEqual(`${place}, shape`, found?.shape, golden[map].shape);
        if (found !== undefined) tally.compareAll(place, found.values, golden[map].values, tolerance);
      }
    }
    network.dispose();
    const values = `${tolerance.relative} of a map's largest value`;
    return Promise.resolve(tally.report(2 * expected.length, values));
  },
};

/** The maps in NCHW order. */
function levelMaps(network: WdrNetwork): Record<LevelMap, { shape: number[]; values: ArrayLike<number> }>[] {
  return tf.tidy(() => {
    const prediction = network.forward(formulaImage(network), { training: false, precision: fullPrecision });
    const read = (map: tf.Tensor4D) => {
      const channelsFirst = tf.transpose(map, [0, 3, 1, 2]); // [B, H, W, C] -> [B, C, H, W]
      return { shape: channelsFirst.shape, values: channelsFirst.dataSync() };
    };
    return prediction.map(({ logits, corners }) => ({ logits: read(logits), corners: read(corners) }));
  });
}

/** [1, H, W, 3]: sin(0.05 x + 0.3 c) + cos(0.07 y - 0.2 c) */
function formulaImage({ configuration }: WdrNetwork): tf.Tensor4D {
  const { inputWidth, inputHeight } = configuration;
  const values = Float32Array.from({ length: 3 * inputWidth * inputHeight }, (_, index) => {
    const pixel = Math.floor(index / 3);
    const [x, y, c] = [pixel % inputWidth, Math.floor(pixel / inputWidth), index % 3];
    return Math.sin(0.05 * x + 0.3 * c) + Math.cos(0.07 * y - 0.2 * c);
  });
  return tf.tensor4d(values, [1, inputHeight, inputWidth, 3]);
}

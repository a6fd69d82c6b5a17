import { z } from 'zod';
import { DatasetError } from '../../common/errors';
import { validate } from '../../common/validation';
import { compressionFactor } from '../../models/compression';
import { createCaSpaceNet } from '../../models/caSpaceNet';
import {
  layerMultiplyAccumulates,
  parameterCounts,
  type LayerDescription,
  type ModularNetwork,
} from '../../models/modularNetwork';
import { createWdr, paperWdr } from '../../models/wdr';
import { createZebraPose, paperZebraPose } from '../../models/zebraPose';
import { ErrorTally } from '../errorTally';
import { shapeOihw } from '../layerShapes';
import type { GoldenCheck } from '../goldenReport';

const count = z.int().positive();
const moduleCountsSchema = z.record(z.string(), count);
const networkSchema = z.object({ modules: moduleCountsSchema, total: count });

const wdrSchema = networkSchema.extend({
  convMacsAt512: moduleCountsSchema,
  convLayers: z.array(
    z.object({
      name: z.string(),
      shapeOIHW: z.array(count).length(4),
      bias: z.boolean(),
      stride: count,
      macsAt512: count,
    }),
  ),
});

const compressionCaseSchema = z.object({
  model: z.enum(['wdr', 'caSpaceNet', 'zebraPose']),
  bits: z.array(count),
  expected: z.number().positive(),
});

const fileSchema = z
  .object({
    wdr: wdrSchema,
    caSpaceNet: networkSchema,
    zebraPose: networkSchema,
    compression: z.object({ cases: z.array(compressionCaseSchema) }),
  })
  .refine(
    (file) =>
      file.compression.cases.every(
        ({ model, bits }) => bits.length === Object.keys(file[model].modules).length,
      ),
    { path: ['compression', 'cases'], message: 'a width for each module of the model' },
  );

/** The factors of the file are rounded to four decimals */
const roundedTo = 1e-4;

/** Sizes and work of the paper-scale networks, exactly, and what bit widths make of their sizes. */
export const architecturesCheck: GoldenCheck = {
  file: 'architectures.json',
  check(content, source) {
    const file = validate(fileSchema, content, source, DatasetError);
    const tally = new ErrorTally();
    const counts = {
      wdr: compareWdr(tally, file.wdr),
      caSpaceNet: compareCaSpaceNet(tally, file),
      zebraPose: compareZebraPose(tally, file.zebraPose),
    };
    for (const { model, bits, expected } of file.compression.cases) {
      const own = counts[model];
      const widths = Object.fromEntries(Object.keys(own).map((module, index) => [module, bits[index]]));
      const found = Math.round(compressionFactor(own, widths) / roundedTo) * roundedTo;
      tally.compare(`compression of ${model} at ${bits.join(', ')} bits`, found, expected, {
        relative: 1e-9,
        floor: 1,
      });
    }
    const cases = file.wdr.convLayers.length + zebraPoseShapes.length + file.compression.cases.length;
    const detail = "layers, counts, work and compression of this project's own networks";
    return Promise.resolve(tally.report(cases, 'none, factors to four decimals', detail));
  },
};

/** Parameters by module. */
type Counts = Record<string, number>;
type Network = z.infer<typeof networkSchema>;

/** Compares counts; the network is freed, what describes it stays. */
function compareCounts(
  tally: ErrorTally,
  model: string,
  network: ModularNetwork<unknown>,
  golden: Network,
): Counts {
  const counts = parameterCounts(network);
  network.dispose();
  tally.requireEqual(`${model}, modules`, counts, golden.modules);
  tally.requireEqual(`${model}, total`, sum(Object.values(counts)), golden.total);
  return counts;
}

/** CA-SpaceNet has WDR's layers, in their order, and those of the pyramid a second time. */
function compareCaSpaceNet(tally: ErrorTally, file: z.infer<typeof fileSchema>): Counts {
  const network = createCaSpaceNet(paperWdr, 'zeros');
  const shapes = (layers: readonly LayerDescription[]) => layers.map(shapeOihw);
  const inPyramid = (second: boolean) =>
    network.layers.filter(
      ({ name, module }) => module === 'fpn' && name.startsWith('fpn.counterfactual.') === second,
    );
  tally.requireEqual('caSpaceNet, counterfactual pyramid', shapes(inPyramid(true)), shapes(inPyramid(false)));
  const shared = network.layers.filter(({ name }) => !name.startsWith('fpn.counterfactual.'));
  tally.requireEqual(
    'caSpaceNet, layers of WDR',
    shared.map((layer) => [layer.name, shapeOihw(layer)]),
    file.wdr.convLayers.map(({ name, shapeOIHW }) => [name, shapeOIHW]),
  );
  return compareCounts(tally, 'caSpaceNet', network, file.caSpaceNet);
}

/** The decoder's layers as the note of the reference file describes them: name, [O, I, K, K], dilation. */
const zebraPoseShapes: readonly (readonly [string, readonly number[], number])[] = [
  ['conv_1x1_1', [256, 512, 1, 1], 1],
  ['conv_3x3_1', [256, 512, 3, 3], 6],
  ['conv_3x3_2', [256, 512, 3, 3], 12],
  ['conv_3x3_3', [256, 512, 3, 3], 18],
  ['conv_1x1_2', [256, 512, 1, 1], 1],
  ['conv_1x1_3', [256, 1280, 1, 1], 1],
  ['upsample_1.0', [256, 256, 3, 3], 1],
  ['upsample_1.3', [256, 256, 3, 3], 1],
  ['upsample_1.6', [256, 256, 3, 3], 1],
  ['upsample_2.0', [256, 320, 3, 3], 1],
  ['upsample_2.3', [256, 256, 3, 3], 1],
  ['upsample_2.6', [256, 256, 3, 3], 1],
  ['conv_1x1_4', [17, 320, 1, 1], 1],
];

function compareZebraPose(tally: ErrorTally, golden: Network): Counts {
  const network = createZebraPose(paperZebraPose, 'zeros');
  const decoder = network.layers
    .filter(({ module }) => module === 'aspp')
    .map((layer) => [layer.name.replace('aspp.', ''), shapeOihw(layer), layer.dilation ?? 1]);
  tally.requireEqual('zebraPose, layers of the decoder', decoder, zebraPoseShapes);
  return compareCounts(tally, 'zebraPose', network, golden);
}

function compareWdr(tally: ErrorTally, golden: z.infer<typeof wdrSchema>): Counts {
  const network = createWdr(paperWdr, 'zeros');
  const work = network.layers.map((layer) => layerMultiplyAccumulates(layer, 512, 512));
  const workOf = (module: string) =>
    sum(network.layers.map((layer, index) => (layer.module === module ? work[index] : 0)));
  const counts = compareCounts(tally, 'wdr', network, golden);
  const moduleWork = Object.fromEntries(network.modules.map((module) => [module, workOf(module)]));
  tally.requireEqual('wdr, convMacsAt512', moduleWork, golden.convMacsAt512);
  tally.requireEqual('wdr, number of convLayers', network.layers.length, golden.convLayers.length);
  golden.convLayers.forEach((expected, index) => {
    const layer = network.layers.at(index);
    const found = layer && {
      name: layer.name,
      shapeOIHW: shapeOihw(layer),
      bias: layer.bias,
      stride: layer.stride,
      macsAt512: work[index],
    };
    tally.requireEqual(`wdr, convLayers[${index}]`, found, expected);
  });
  return counts;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

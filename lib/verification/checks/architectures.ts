import { z } from 'zod';
import { DatasetError } from '../../common/errors';
import { validate } from '../../common/validation';
import { compressionFactor } from '../../models/compression';
import { layerMultiplyAccumulates, parameterCounts } from '../../models/modularNetwork';
import { createWdr, paperWdr } from '../../models/wdr';
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
    compareWdr(tally, file.wdr);
    for (const model of ['caSpaceNet', 'zebraPose'] as const) {
      const { modules, total } = file[model];
      tally.requireEqual(`${model}, sum of modules`, sum(Object.values(modules)), total);
    }
    for (const { model, bits, expected } of file.compression.cases) {
      const { modules } = file[model];
      const widths = Object.fromEntries(Object.keys(modules).map((module, index) => [module, bits[index]]));
      const found = Math.round(compressionFactor(modules, widths) / roundedTo) * roundedTo;
      tally.compare(`compression of ${model} at ${bits.join(', ')} bits`, found, expected, {
        relative: 1e-9,
        floor: 1,
      });
    }
    const cases = file.wdr.convLayers.length + file.compression.cases.length;
    const detail =
      'layers, counts and work compared for wdr; compression by the counts of the file; not compared: the counts of ' +
      'caSpaceNet and zebraPose with networks of this project';
    return Promise.resolve(tally.report(cases, 'none, factors to four decimals', detail));
  },
};

function compareWdr(tally: ErrorTally, golden: z.infer<typeof wdrSchema>): void {
  const network = createWdr(paperWdr, 0);
  const counts = parameterCounts(network);
  const work = network.layers.map((layer) => layerMultiplyAccumulates(layer, 512, 512));
  const workOf = (module: string) =>
    sum(network.layers.map((layer, index) => (layer.module === module ? work[index] : 0)));
  network.dispose();
  tally.requireEqual('wdr, modules', counts, golden.modules);
  tally.requireEqual('wdr, total', sum(Object.values(counts)), golden.total);
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
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

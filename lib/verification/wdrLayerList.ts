import { z } from 'zod';
import { DatasetError } from '../common/errors';
import type { WdrConfiguration, WdrNetwork } from '../models/wdr';
import { shapeOihw } from './layerShapes';

const count = z.int().positive();

const convolutionSchema = z.object({
  index: z.int().nonnegative(),
  name: z.string(),
  kind: z.literal('conv'),
  shapeOIHW: z.tuple([count, count, count, count]),
  bias: z.boolean(),
});

const normalizationSchema = z.object({
  index: z.int().nonnegative(),
  name: z.string(),
  kind: z.string().regex(/^(batchNorm|groupNorm\d+)$/, 'conv, batchNorm or groupNorm with its groups'),
  channels: count,
});

/** The layers of a WDR network in definition order, as reference files list them. */
export const layerListSchema = z.array(z.union([convolutionSchema, normalizationSchema])).min(1);

export type LayerList = z.infer<typeof layerListSchema>;

/**
 * Reads off a list of layers which WDR network it is.
 * @param finestColumns - columns of the finest level's map, which fix the input width
 * @param finestRows - likewise the input height
 * @throws DatasetError when a layer that every WDR network has is missing
 */
export function wdrConfigurationOf(
  layers: LayerList,
  finestColumns: number,
  finestRows: number,
  source: string,
): WdrConfiguration {
  const outputs = (pattern: RegExp) =>
    layers.flatMap((layer) => ('shapeOIHW' in layer && pattern.test(layer.name) ? [layer.shapeOIHW[0]] : []));
  const only = (pattern: RegExp): number => {
    const [first] = outputs(pattern);
    if (first === undefined) throw missingLayer(source, pattern);
    return first;
  };
  const stageChannels = outputs(/^backbone\.features\.stage\d+\.unit1\.conv$/);
  const stages = layers.flatMap(({ name }) => {
    const match = /^fpn\.inner_convs\.(\d+)$/.exec(name);
    return match === null ? [] : [Number(match[1]) + 1];
  });
  const extraLevels = outputs(/^fpn\.top_blocks\.p\d+$/).length as 0 | 1 | 2;
  const finestStride = 2 ** (stages[0] ?? 0);
  return {
    inputWidth: finestColumns * finestStride,
    inputHeight: finestRows * finestStride,
    backbone: {
      initialChannels: only(/^backbone\.features\.init_block\.conv$/),
      stageChannels,
      stageUnits: stageChannels.map(
        (_, stage) =>
          1 +
          outputs(new RegExp(`^backbone\\.features\\.stage${stage + 1}\\.unit\\d+\\.conv1\\.conv$`)).length,
      ),
    },
    pyramid: { channels: only(/^fpn\.inner_convs\.\d+$/), stages, extraLevels },
    head: {
      towerConvolutions: outputs(/^head\.cls_tower\.\d+$/).length,
      groups: groupsOf(layers, source),
      classes: only(/^head\.cls_logits$/),
    },
    anchorSizes: Array.from(
      { length: stages.length + extraLevels },
      (_, level) => 4 * finestStride * 2 ** level,
    ),
  };
}

/** @returns the layers of a network as a reference file would list them */
export function layerListOf({ configuration, layers, parameters }: WdrNetwork): LayerList {
  const listed: LayerList = [];
  for (const { layer: name, role, variable } of parameters) {
    const place = { index: listed.length, name };
    if (role === 'weight') {
      const layer = layers.find((candidate) => candidate.name === name)!;
      listed.push({ ...place, kind: 'conv', shapeOIHW: shapeOihw(layer), bias: layer.bias });
    }
    if (role === 'gain') {
      const kind = name.startsWith('backbone.') ? 'batchNorm' : `groupNorm${configuration.head.groups}`;
      listed.push({ ...place, kind, channels: variable.size });
    }
  }
  return listed;
}

function groupsOf(layers: LayerList, source: string): number {
  const groups = layers.flatMap(({ kind }) => /^groupNorm(\d+)$/.exec(kind)?.[1] ?? []);
  if (groups.length === 0) throw missingLayer(source, /groupNorm/);
  return Number(groups[0]);
}

function missingLayer(file: string, pattern: RegExp): DatasetError {
  return new DatasetError({
    file,
    field: 'layers',
    found: `no layer ${pattern.source}`,
    expected: 'every layer of a WDR network',
    remedy: 'Restore the reference file.',
  });
}

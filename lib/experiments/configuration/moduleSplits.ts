import { ConfigurationError } from '../../common/errors';
import type { ModulePart } from '../../models/moduleSplitting';
import { networkModules } from './networkModules';
import type { ModelConfiguration } from './runConfiguration';

/** How many modules WDR can be split into. */
export const splitCounts = [4, 5, 6] as const;
export type SplitCount = (typeof splitCounts)[number];

const backbone: ModulePart[] = [{ name: 'backbone', of: 'backbone', prefixes: [] }];
/** Early: the first convolution and three stages; late: the stages after them. */
const splitBackbone: ModulePart[] = [
  {
    ...{ name: 'backboneEarly', of: 'backbone' },
    prefixes: ['init_block', 'stage1', 'stage2', 'stage3'].map((stage) => `backbone.features.${stage}.`),
  },
  { name: 'backboneLate', of: 'backbone', prefixes: [] },
];
const pyramid: ModulePart[] = [{ name: 'fpn', of: 'fpn', prefixes: [] }];
const splitPyramid: ModulePart[] = [
  { name: 'fpnLateral', of: 'fpn', prefixes: ['fpn.inner_convs.'] },
  { name: 'fpnOutput', of: 'fpn', prefixes: [] },
];
const splitHead: ModulePart[] = [
  { name: 'headClasses', of: 'head', prefixes: ['head.cls_'] },
  { name: 'headPose', of: 'head', prefixes: [] },
];

/** WDR's modules split further and further: the head by branch, then the backbone in stages, then the pyramid in layers. */
const wdrParts: Readonly<Record<SplitCount, readonly ModulePart[]>> = {
  4: [...backbone, ...pyramid, ...splitHead],
  5: [...splitBackbone, ...pyramid, ...splitHead],
  6: [...splitBackbone, ...splitPyramid, ...splitHead],
};

/**
 * @returns the parts that a model's modules are split into, in the order of the data flow; undefined where they are not split
 * @throws ConfigurationError for another network than WDR
 */
export function modulePartsOf({ network, modules }: ModelConfiguration): readonly ModulePart[] | undefined {
  if (modules === undefined) return undefined;
  if (network === 'wdr') return wdrParts[modules];
  throw new ConfigurationError({
    ...{ file: 'run configuration', field: 'model.modules', found: `${modules} modules of ${network}` },
    expected: 'a split of wdr',
    remedy: 'Leave the field out.',
  });
}

/** @returns the modules of a model in the order of the data flow */
export function moduleNames(model: ModelConfiguration): readonly string[] {
  return modulePartsOf(model)?.map(({ name }) => name) ?? networkModules[model.network];
}

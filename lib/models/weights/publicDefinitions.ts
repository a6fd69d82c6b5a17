/*
 * What the tensors of this project are called in public PyTorch definitions: WDR (cvlab-epfl/wide-depth-range-pose), CA-SpaceNet
 * (Shunli-Wang/CA-SpaceNet), ZebraPose (suyz526/ZebraPose), DarkNet-53 (osmr/imgclsmob) and ResNet-34 (torchvision) as
 * classifiers.
 */
import { counterfactualPyramidName, maskedPathName, wdrSourceOf } from '../caSpaceNet';

/** How a public definition names tensors. */
export interface PublicDefinition {
  /**
   * @param name - of a tensor of this project
   * @returns the names of the same numbers there; none where the definition has no such tensor, which then stays as it is
   */
  namesOf(name: string): readonly string[];
  /** @returns whether the definition has a tensor that nothing here needs: counters, anchors, classifiers */
  isUnneeded(publicName: string): boolean;
}

const isCounter = (name: string) => name.endsWith('.num_batches_tracked');

/** Tensors of a backbone trained as a classifier, under `backbone.` here. */
function classifier(prefix: string, classes: RegExp): PublicDefinition {
  return {
    namesOf: (name) => (name.startsWith(prefix) ? [name.slice('backbone.'.length)] : []),
    isUnneeded: (name) => isCounter(name) || classes.test(name),
  };
}

/** WDR's own buffers, and the classifier that its backbone still has. */
const isWdrExtra = (name: string) => isCounter(name) || /^(anchor_generator\.|backbone\.output\.)/.test(name);

const own = (name: string | undefined): string[] => (name === undefined ? [] : [name]);

/** Children of ResNet in ZebraPose: by their number, and again in three groups. */
const zebraPoseResnet: readonly (readonly [prefix: string, names: readonly string[]])[] = [
  ['backbone.conv1.', ['resnet.0.', 'resnet_layer_1.0.']],
  ['backbone.bn1.', ['resnet.1.', 'resnet_layer_1.1.']],
  ['backbone.layer1.', ['resnet.4.', 'resnet_layer_2.1.']],
  ['backbone.layer2.', ['resnet.5.', 'resnet_layer_3.0.']],
  ['backbone.layer3.', ['layer4.']],
  ['backbone.layer4.', ['layer5.']],
];

function zebraPoseNames(name: string): readonly string[] {
  if (name.startsWith('aspp.code.')) return [];
  if (name.startsWith('aspp.')) return [`net.${name}`];
  const entry = zebraPoseResnet.find(([prefix]) => name.startsWith(prefix));
  return entry === undefined
    ? []
    : entry[1].map((start) => `net.resnet.${start}${name.slice(entry[0].length)}`);
}

function caSpaceNetName(name: string): string | undefined {
  if (name.startsWith(`${maskedPathName}.`)) return undefined;
  return name.replace(counterfactualPyramidName, 'fpn_sub');
}

/** Definitions that weights are exchanged with; `wdr` starts CA-SpaceNet too, its frozen path included. */
export const publicDefinitions = {
  wdr: { namesOf: (name: string) => own(wdrSourceOf(name)), isUnneeded: isWdrExtra },
  caSpaceNet: { namesOf: (name: string) => own(caSpaceNetName(name)), isUnneeded: isWdrExtra },
  zebraPose: { namesOf: zebraPoseNames, isUnneeded: isCounter },
  darknet53: classifier('backbone.features.', /^output\./),
  resnet34: classifier('backbone.', /^fc\./),
} as const satisfies Record<string, PublicDefinition>;

/** Name of a public definition. */
export type PublicDefinitionName = keyof typeof publicDefinitions;

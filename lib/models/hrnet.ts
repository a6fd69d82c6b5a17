/*
 * HRNet (Sun et al., "Deep High-Resolution Representation Learning for Human Pose Estimation", arXiv 1902.09212): branches of
 * falling resolution side by side, which exchange their maps again and again; the finest says where landmarks are.
 */
import { tf } from '../tensor/engine';
import { upsampleNearest } from '../tensor/upsampling';
import { convolutionUnit, type UnitOptions } from './convolutionUnit';
import { kaimingNormal } from './initializers';
import { chain, type Layer } from './layers';
import type { ForwardPass } from './modularNetwork';
import type { NetworkBuilder } from './networkBuilder';

/** Widths and depths of an HRNet. W32: 64; 64 and 4; [32, 64, 128, 256]; [1, 4, 3]; 4. */
export interface HrnetConfiguration {
  readonly stemChannels: number;
  /** Of the first stage: width of its squeezed maps, a quarter of the whole, and number of blocks */
  readonly bottleneckChannels: number;
  readonly bottlenecks: number;
  /** Of each branch, finest first */
  readonly branchChannels: readonly number[];
  /** Exchanges in the stages of 2, 3, ... branches */
  readonly stageExchanges: readonly number[];
  /** Basic blocks a branch between two exchanges */
  readonly branchBlocks: number;
}

/**
 * @param images - [B, H, W, 3]
 * @returns [B, H/4, W/4, C] the finest branch
 */
export type Hrnet = (images: tf.Tensor4D, pass: ForwardPass) => tf.Tensor4D;

/** Branches in and out, finest first. */
type Exchange = (branches: readonly tf.Tensor4D[], pass: ForwardPass) => tf.Tensor4D[];

const relu: Layer = (x) => tf.relu(x);
const finestStride = 4;
const strideOf = (branch: number) => finestStride * 2 ** branch;

/** Puts an HRNet together under `backbone`. */
export function hrnet(builder: NetworkBuilder, configuration: HrnetConfiguration): Hrnet {
  const { stemChannels, bottleneckChannels, bottlenecks, branchChannels } = configuration;
  const unit = (name: string, options: Omit<UnitOptions, 'initializer'>) =>
    convolutionUnit(builder, `backbone.${name}`, { initializer: kaimingNormal(0), ...options });
  const halving = { outputChannels: stemChannels, kernel: 3, stride: 2, activation: relu };
  const stem = chain(
    unit('stem.0', { ...halving, inputChannels: 3, outputStride: 2 }),
    unit('stem.1', { ...halving, inputChannels: stemChannels, outputStride: 4 }),
  );
  const wide = 4 * bottleneckChannels;
  const first = chain(
    ...Array.from({ length: bottlenecks }, (_, block) =>
      bottleneck(unit, `stage1.${block}`, block === 0 ? stemChannels : wide, bottleneckChannels),
    ),
  );
  const stages = configuration.stageExchanges.map((exchanges, index) => {
    const count = index + 2;
    const transition = newBranches(unit, `transition${index + 1}`, branchChannels, count, wide);
    const isLast = index === configuration.stageExchanges.length - 1;
    const steps = Array.from({ length: exchanges }, (_, step) =>
      exchange(
        unit,
        `stage${count}.${step}`,
        configuration,
        count,
        isLast && step === exchanges - 1 ? 1 : count,
      ),
    );
    return [transition, ...steps];
  });
  return (images, pass) => {
    let branches: tf.Tensor4D[] = [first(stem(images, pass), pass)]; // [B, H, W, 3] -> [B, H/4, W/4, 4 C1]
    for (const step of stages.flat()) branches = step(branches, pass);
    return branches[0];
  };
}

type Unit = (name: string, options: Omit<UnitOptions, 'initializer'>) => Layer;

/** 1x1 to a quarter, 3x3, 1x1 back, and the input, by a 1x1 convolution where its width differs. */
function bottleneck(unit: Unit, name: string, inputChannels: number, channels: number): Layer {
  const outputStride = finestStride;
  const squeeze = unit(`${name}.0`, {
    inputChannels,
    outputChannels: channels,
    kernel: 1,
    activation: relu,
    outputStride,
  });
  const inner = { inputChannels: channels, outputStride };
  const spatial = unit(`${name}.1`, { ...inner, outputChannels: channels, kernel: 3, activation: relu });
  const expand = unit(`${name}.2`, { ...inner, outputChannels: 4 * channels, kernel: 1 });
  const shortcut =
    inputChannels === 4 * channels
      ? undefined
      : unit(`${name}.shortcut`, { inputChannels, outputChannels: 4 * channels, kernel: 1, outputStride });
  return residual(chain(squeeze, spatial, expand), shortcut);
}

/** Two 3x3 convolutions and the input. */
function basicBlock(unit: Unit, name: string, channels: number, outputStride: number): Layer {
  const shared = { inputChannels: channels, outputChannels: channels, kernel: 3, outputStride };
  return residual(
    chain(unit(`${name}.0`, { ...shared, activation: relu }), unit(`${name}.1`, shared)),
    undefined,
  );
}

function residual(layers: Layer, shortcut: Layer | undefined): Layer {
  return (x, pass) =>
    tf.relu(tf.add<tf.Tensor4D>(layers(x, pass), shortcut === undefined ? x : shortcut(x, pass)));
}

/** Adds a branch of half the resolution; of the first map, makes two. */
function newBranches(
  unit: Unit,
  name: string,
  channels: readonly number[],
  count: number,
  wide: number,
): Exchange {
  const coarsest = count - 1;
  const inputChannels = count === 2 ? wide : channels[coarsest - 1];
  const shared = { inputChannels, kernel: 3, activation: relu };
  const halve = unit(`${name}.${coarsest}`, {
    ...{ ...shared, outputChannels: channels[coarsest], stride: 2, outputStride: strideOf(coarsest) },
  });
  const narrow =
    count === 2
      ? unit(`${name}.0`, { ...shared, outputChannels: channels[0], outputStride: finestStride })
      : undefined;
  return (branches, pass) => [
    ...(narrow === undefined ? branches : [narrow(branches[0], pass)]),
    halve(branches[branches.length - 1], pass), // [B, h, w, C] -> [B, h/2, w/2, C']
  ];
}

/** Blocks in each branch, then each output is the sum of all branches at its resolution. */
function exchange(
  unit: Unit,
  name: string,
  { branchChannels, branchBlocks }: HrnetConfiguration,
  count: number,
  outputs: number,
): Exchange {
  const indices = Array.from({ length: count }, (_, branch) => branch);
  const branchLayers = indices.map((branch) =>
    chain(
      ...Array.from({ length: branchBlocks }, (_, block) =>
        basicBlock(unit, `${name}.branch${branch}.${block}`, branchChannels[branch], strideOf(branch)),
      ),
    ),
  );
  const paths = indices
    .slice(0, outputs)
    .map((to) => indices.map((from) => path(unit, `${name}.fuse${to}.${from}`, branchChannels, from, to)));
  return (branches, pass) => {
    const maps = branches.map((branch, index) => branchLayers[index](branch, pass));
    return paths.map((sources) => {
      const seen = sources.map((layer, from) => layer(maps[from], pass)); // [B, H_f, W_f, C_f] -> [B, H_t, W_t, C_t]
      return tf.relu(tf.addN(seen));
    });
  };
}

/** From one branch's resolution and width to another's. */
function path(unit: Unit, name: string, channels: readonly number[], from: number, to: number): Layer {
  if (from === to) return (x) => x;
  if (from > to) {
    const narrow = unit(name, {
      ...{ inputChannels: channels[from], outputChannels: channels[to], kernel: 1 },
      outputStride: strideOf(from),
    });
    return (x, pass) => {
      let map = narrow(x, pass); // [B, h, w, C] -> [B, h, w, C']
      for (let level = from; level > to; level--) map = upsampleNearest(map); // -> [B, 2h, 2w, C']
      return map;
    };
  }
  const steps = Array.from({ length: to - from }, (_, step) => {
    const isLast = step === to - from - 1;
    const outputChannels = isLast ? channels[to] : channels[from];
    const outputStride = strideOf(from + step + 1);
    const options = { inputChannels: channels[from], outputChannels, kernel: 3, stride: 2, outputStride };
    return unit(`${name}.${step}`, isLast ? options : { ...options, activation: relu });
  });
  return chain(...steps); // [B, h, w, C] -> [B, h/2^n, w/2^n, C']
}

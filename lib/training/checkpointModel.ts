import { CheckpointError } from '../common/errors';
import type { TensorMap } from '../common/safetensors';

/** Which model a checkpoint belongs to. */
export interface ModelIdentity {
  /** Architecture name, such as `wdr` */
  readonly architecture: string;
  /** Hash of the architecture's configuration: widths, depths, levels, input size */
  readonly configurationHash: string;
}

/** What a model offers for a checkpoint to fill: shapes by tensor name. */
export interface ExpectedModel {
  readonly identity: ModelIdentity;
  readonly weights: ReadonlyMap<string, readonly number[]>;
  readonly statistics: ReadonlyMap<string, readonly number[]>;
}

/** A checkpoint as far as its model is concerned. */
interface ModelState {
  readonly model: ModelIdentity;
  readonly weights: TensorMap;
  readonly statistics: TensorMap;
}

/** Names an error message spells out for each kind of difference before it counts the rest. */
const namesShown = 12;

/**
 * Checks that a checkpoint fits a model, tensor by tensor and by identity.
 * @throws CheckpointError that lists the missing, extra and misshapen tensors
 */
export function checkModel(checkpoint: ModelState, expected: ExpectedModel, file: string): void {
  const differences = [
    ...tensorDifferences(checkpoint.weights, expected.weights),
    ...tensorDifferences(checkpoint.statistics, expected.statistics),
  ];
  const { architecture, configurationHash } = expected.identity;
  const sameModel =
    checkpoint.model.architecture === architecture &&
    checkpoint.model.configurationHash === configurationHash;
  if (sameModel && differences.length === 0) return;
  throw new CheckpointError({
    file,
    field: 'model',
    found: [describeModel(checkpoint.model), ...summarize(differences)].join('; '),
    expected: `a checkpoint of ${describeModel(expected.identity)}`,
    remedy: 'Take a checkpoint of this model, or build the model with the configuration of the checkpoint.',
  });
}

type Difference = { readonly kind: 'missing' | 'extra' | 'misshapen'; readonly text: string };

function tensorDifferences(
  stored: TensorMap,
  expected: ReadonlyMap<string, readonly number[]>,
): Difference[] {
  const differences: Difference[] = [];
  for (const [name, shape] of expected) {
    const tensor = stored.get(name);
    if (tensor === undefined) differences.push({ kind: 'missing', text: name });
    else if (tensor.shape.join() !== shape.join() || tensor.dtype !== 'F32') {
      const text = `${name} (${tensor.dtype} [${tensor.shape.join(', ')}] for F32 [${shape.join(', ')}])`;
      differences.push({ kind: 'misshapen', text });
    }
  }
  for (const name of stored.keys()) {
    if (!expected.has(name)) differences.push({ kind: 'extra', text: name });
  }
  return differences;
}

function summarize(differences: readonly Difference[]): string[] {
  return (['missing', 'extra', 'misshapen'] as const).flatMap((kind) => {
    const texts = differences.filter((difference) => difference.kind === kind).map(({ text }) => text);
    if (texts.length === 0) return [];
    const rest = texts.length > namesShown ? ` and ${texts.length - namesShown} more` : '';
    return [`${kind} (${texts.length}): ${texts.slice(0, namesShown).join(', ')}${rest}`];
  });
}

function describeModel({ architecture, configurationHash }: ModelIdentity): string {
  return `model ${architecture} with configuration ${configurationHash}`;
}

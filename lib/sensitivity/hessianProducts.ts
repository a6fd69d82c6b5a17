import { causeText } from '../common/causeText';
import { Random } from '../common/random';
import { compileStep } from '../tensor/compiled/compiledStep';
import type { Step, StepTensors } from '../tensor/compiled/recording';
import { tf } from '../tensor/engine';
import { freeAbandonedTape } from './abandonedTape';
import { customGradientsOf } from './customGradients';
import { differencedProduct, type Vectors } from './differencedProduct';
import { exactProduct, gradientOf } from './exactProduct';

/** How gradients are differentiated: once more, or by central differences. */
export type Differentiation = 'exact' | 'central differences';

/** A loss, and what its Hessian is taken of. */
export interface HessianProblem {
  /** The loss of a batch at the present values of all variables; no running statistic may move */
  loss(batch: StepTensors): tf.Scalar;
  /** The loss is the mean over these */
  readonly batches: readonly StepTensors[];
  /** What the Hessian is with respect to */
  readonly variables: readonly tf.Variable[];
  /** Every other variable that the loss reads */
  readonly constants?: readonly tf.Variable[];
  /** Which way; by default exact where it can be, found out by {@link hessianProducts} */
  readonly differentiation?: Differentiation;
  /** Whether the work is done as one TensorFlow graph; it takes two batches that differ throughout */
  readonly compiled?: boolean;
}

/** Multiplies the Hessian of a loss with vectors. */
export interface HessianProducts {
  readonly differentiation: Differentiation;
  /** Why exact derivatives were not used, where they were not asked against */
  readonly reason: string | undefined;
  /** @returns H v, which the caller disposes */
  product(probe: Vectors): tf.Tensor[];
}

/**
 * Makes products with the Hessian of a loss. Exact second derivatives are used where every operation has them: tfjs throws
 * where one has no second gradient, and a gradient written with `tf.customGrad`, whose dependence on what it saved tfjs does
 * not see, counts as having none.
 */
export function hessianProducts(problem: HessianProblem): HessianProducts {
  const fault = problem.differentiation === undefined ? exactFault(problem) : undefined;
  const differentiation = problem.differentiation ?? (fault === undefined ? 'exact' : 'central differences');
  const ofBatch =
    differentiation === 'exact' ? exactProductOfBatch(problem) : differencedProductOfBatch(problem);
  const { batches } = problem;
  return {
    differentiation,
    reason: fault,
    product: (probe) =>
      tf.tidy(() => {
        const products = batches.map((batch) => ofBatch(batch, probe));
        return products[0].map((_, index) =>
          tf.div(tf.addN(products.map((vectors) => vectors[index])), batches.length),
        );
      }),
  };
}

type BatchProduct = (batch: StepTensors, probe: Vectors) => Vectors;

function exactProductOfBatch(problem: HessianProblem): BatchProduct {
  const { variables, batches } = problem;
  const step: Step = (inputs) =>
    asOutputs(
      exactProduct(
        () => problem.loss(inputs),
        variables,
        variables.map((_, index) => inputs[vectorName(index)]),
      ),
    );
  const withProbe = (batch: StepTensors, probe: Vectors) => ({ ...batch, ...asOutputs(probe) });
  const examples = [0, 1].map((seed) => signs(variables, seed));
  const run = runnable(
    problem,
    step,
    batches.slice(0, 2).map((batch, index) => withProbe(batch, examples[index])),
  );
  tf.dispose(examples);
  return (batch, probe) => asVectors(run(withProbe(batch, probe)), variables);
}

function differencedProductOfBatch(problem: HessianProblem): BatchProduct {
  const { variables, batches } = problem;
  const step: Step = (inputs) => tf.tidy(() => asOutputs(gradientOf(() => problem.loss(inputs), variables)));
  const run = runnable(problem, step, batches.slice(0, 2));
  return (batch, probe) => differencedProduct(() => asVectors(run(batch), variables), variables, probe);
}

function runnable(
  { compiled = false, variables, constants = [] }: HessianProblem,
  step: Step,
  [first, second]: readonly StepTensors[],
): Step {
  return compiled ? compileStep(step, [...variables, ...constants], first, second).run : step;
}

/** @returns why exact products cannot be used; undefined where they can */
function exactFault({ loss, batches, variables }: HessianProblem): string | undefined {
  try {
    const custom = tf.tidy(() =>
      customGradientsOf(() => exactProduct(() => loss(batches[0]), variables, signs(variables, 0))),
    );
    if (custom === 0) return undefined;
    return `${custom} operations of the loss have a gradient of their own (tf.customGrad)`;
  } catch (error) {
    freeAbandonedTape();
    return causeText(error);
  }
}

/** @returns random signs, one tensor a variable */
function signs(variables: readonly tf.Variable[], seed: number): tf.Tensor[] {
  const random = Random.derive(seed, 'example probe');
  return variables.map(({ size, shape }) =>
    tf.tensor(
      Float32Array.from({ length: size }, () => (random.bits() < 2 ** 31 ? -1 : 1)),
      shape,
    ),
  );
}

function vectorName(index: number): string {
  return `vector${index}`;
}

function asOutputs(vectors: Vectors): Record<string, tf.Tensor> {
  return Object.fromEntries(vectors.map((tensor, index) => [vectorName(index), tensor]));
}

function asVectors(outputs: StepTensors, variables: readonly tf.Variable[]): tf.Tensor[] {
  return variables.map((_, index) => outputs[vectorName(index)]);
}

import { tf } from '../tensor/engine';

/** What tfjs's engine is told of an operation; one with a gradient of its own brings a backward function. */
interface Operation {
  readonly backwardsFunc?: (...values: unknown[]) => unknown;
}
interface Engine {
  runKernelFunc: (operation: Operation) => unknown;
}

/**
 * Counts the gradients written with `tf.customGrad` that are asked for in some work: those of operations on the way from the
 * variables to the loss, for tfjs asks no others.
 */
export function customGradientsOf(work: () => unknown): number {
  const engine = tf.engine() as unknown as Engine;
  const original = engine.runKernelFunc.bind(engine);
  let asked = 0;
  engine.runKernelFunc = (operation) => {
    const { backwardsFunc } = operation;
    if (backwardsFunc === undefined) return original(operation);
    const counted = (...values: unknown[]) => {
      asked++;
      return backwardsFunc(...values);
    };
    return original({ ...operation, backwardsFunc: counted });
  };
  try {
    work();
  } finally {
    delete (engine as Partial<Engine>).runKernelFunc;
  }
  return asked;
}

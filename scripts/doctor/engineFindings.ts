import { EnvironmentError } from '../../lib/common/errors';
import { finding, type Finding } from './finding';

/** Loads TensorFlow, here and not earlier: it may be what is missing. */
export async function engineFindings(): Promise<Finding[]> {
  const engine = await finding('engine', async () => {
    const { describeEngine, isNative, tf } = await import('../../lib/tensor/engine.js');
    const { backend, threads, tfjs } = describeEngine();
    if (!isNative()) throw wrongEngine(backend);
    const product = await tf.matMul(tf.eye(2), tf.tensor2d([1, 2, 3, 4], [2, 2])).data();
    if (product.join() !== '1,2,3,4') throw wrongEngine(`a wrong product, ${product.join()}`);
    const { device } = describeEngine();
    return `${backend} (tfjs ${tfjs}), ${threads} threads an operation, computes on the ${device.toUpperCase()}`;
  });
  const library = await finding('TensorFlow library', async () => {
    const { nativeBackend } = await import('../../lib/tensor/engine.js');
    return `${String(nativeBackend().binding['TF_Version'])} (C interface)`;
  });
  return [engine, library];
}

function wrongEngine(found: string): EnvironmentError {
  return new EnvironmentError({
    field: 'engine',
    found,
    expected: "TensorFlow's C library",
    remedy: 'Run `npm run setup`; if that does not help, remove .venv and node_modules and run it again.',
  });
}

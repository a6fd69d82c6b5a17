import type { DataFrame } from 'danfojs-node';
import { codeVersion } from '../../common/codeVersion';
import { describeEngine, isNative, tensorflowVersion } from '../../tensor/engine';
import { describeEnvironment } from '../../experiments/run/environment';
import { dataFrame } from '../tables/dataFrame';

/** What computes here, as rows of a name and a value. It names no folder and no host. */
export async function environmentTable(): Promise<DataFrame> {
  const { backend, device, threads, tfjs } = describeEngine();
  const tensorflow = isNative() ? tensorflowVersion() : 'not used';
  const engine = { mode: 'eager', device, threads, tensorflow };
  const { node, system, processor, cores, memory } = describeEnvironment(engine, await codeVersion());
  return dataFrame(
    ['part', 'here'],
    [
      ['engine', backend === 'tensorflow' ? "TensorFlow's C library" : backend],
      ['TensorFlow', tensorflow],
      ['TensorFlow.js', tfjs],
      ['device', device.toUpperCase()],
      ['threads of an operation', String(threads)],
      ['processor', `${processor}, ${cores} cores`],
      ['memory', `${(memory / 2 ** 30).toFixed(0)} GiB`],
      ['Node', node],
      ['system', system],
    ],
  );
}

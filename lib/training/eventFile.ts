import { causeText } from '../common/causeText';
import { EnvironmentError, NumericalError } from '../common/errors';
import { isNative, tf } from '../tensor/engine';

/** Curves in the format that TensorBoard reads. */
export interface EventFile {
  /**
   * Adds a point to a curve.
   * @param tag - name of the curve, such as `training/loss`
   * @param step - update that the value belongs to
   * @throws NumericalError when the value is not finite
   */
  scalar(tag: string, value: number, step: number): void;
  /** Hands what was added to the operating system. */
  flush(): void;
}

/**
 * Opens a new event file in a folder; TensorBoard joins the files of one folder, so a resumed run opens another. The file
 * is written by TensorFlow itself and stays open until the process ends. Times of day go into it: it is never hashed.
 * @param folder - made if it is missing; one folder a run
 * @throws EnvironmentError when TensorFlow is not the backend or the folder cannot be written
 */
export function openEventFile(folder: string): EventFile {
  const writer = orEnvironmentError(folder, () => {
    if (!isNative()) throw new Error(`the backend ${tf.getBackend()}`);
    return tf.node.summaryFileWriter(folder);
  });
  return {
    scalar(tag, value, step) {
      if (!Number.isFinite(value)) {
        throw new NumericalError({
          file: folder,
          field: `${tag}, step ${step}`,
          found: String(value),
          expected: 'a finite number',
          remedy: 'Go on from the last checkpoint with a lower learning rate.',
        });
      }
      writer.scalar(tag, value, step);
    },
    flush() {
      orEnvironmentError(folder, () => {
        writer.flush();
      });
    },
  };
}

function orEnvironmentError<T>(file: string, action: () => T): T {
  try {
    return action();
  } catch (cause) {
    throw new EnvironmentError({
      file,
      found: causeText(cause),
      expected: 'the TensorFlow backend and a folder that can be written',
      remedy: 'Run `npm run doctor`; check the permissions and the free space of the folder.',
    });
  }
}

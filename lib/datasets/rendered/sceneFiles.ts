import type { Reporter } from '../../common/reporter';
import { BopSceneWriter, type WrittenImage } from '../bop/bopSceneWriter';

/** Images whose files are being written while the next are rendered. */
const PENDING_IMAGES = 32;

/**
 * Renders and writes the images 0 to count - 1 of a scene.
 * @param folder - the scene's, such as `train/000000`
 * @param render - gives an image; it may use its memory again in the next call
 * @param label - what is said beside the progress
 */
export async function writeScene(
  folder: string,
  count: number,
  render: (index: number) => WrittenImage,
  label: string,
  reporter: Reporter,
): Promise<void> {
  const writer = await BopSceneWriter.open(folder);
  const task = reporter.progress(label, count, 'images');
  const pending = new Set<Promise<void>>();
  try {
    for (let index = 0; index < count; index++) {
      const written: Promise<void> = writer.write(index, render(index));
      const settled = written.finally(() => pending.delete(settled));
      pending.add(settled);
      if (pending.size >= PENDING_IMAGES) await Promise.race(pending);
      task.update(index + 1);
    }
    await Promise.all(pending);
    await writer.finish();
  } finally {
    await Promise.allSettled(pending);
    task.finish();
  }
}

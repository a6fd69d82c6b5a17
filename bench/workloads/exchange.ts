import { writeFile } from 'node:fs/promises';
import { encodeSafetensors, type StoredTensor } from '../../lib/common/safetensors';
import type { NamedVariable } from '../../lib/training/namedVariables';
import { wdrCells } from '../../lib/models/wdrCells';
import type { WdrNetwork } from '../../lib/models/wdr';
import type { BatchArrays, TrainingTask } from '../../lib/training/trainingTask';

/** Hands weights, batches and cells to the peer as one file, so that both sides compute the same. */
export class Exchange {
  private readonly tensors = new Map<string, StoredTensor>();

  /** Adds weights under `weights/`. */
  addVariables(variables: readonly NamedVariable[]): void {
    for (const { name, variable } of variables) {
      this.add(`weights/${name}`, variable.shape, variable.dataSync() as Float32Array);
    }
  }

  /** Adds a batch under `batch0/` and so on. */
  addBatch(index: number, task: TrainingTask, size: number, arrays: BatchArrays): void {
    for (const [name, shape] of Object.entries(task.shapes)) {
      this.add(`batch${index}/${name}`, [size, ...shape], arrays[name]);
    }
  }

  /** Adds centers and anchor sizes under `cells/`. */
  addCells(network: WdrNetwork): void {
    const { count, centers, anchorSizes } = wdrCells(network.levels);
    this.add('cells/centers', [count, 2], centers);
    this.add('cells/anchorSizes', [count], anchorSizes);
  }

  /** Adds an array under its own name. */
  add(name: string, shape: readonly number[], data: Float32Array): void {
    this.tensors.set(name, { dtype: 'F32', shape, data });
  }

  async write(file: string): Promise<void> {
    await writeFile(file, encodeSafetensors(this.tensors, new Map()));
  }
}

import { EnvironmentError } from '../common/errors';
import type { DisplayTarget } from './display';

/** The part of tslab that writes outputs: one message of the Jupyter protocol each. */
interface KernelOutputs {
  readonly lastWriteDisplayData:
    | ((
        message: { data: unknown; metadata: unknown; transient: { display_id?: string } },
        update: boolean,
      ) => void)
    | null;
}

/** @returns whether this process is a notebook's kernel with a cell running, or that has run one */
export function isNotebook(): boolean {
  return kernelOutputs()?.lastWriteDisplayData != null;
}

/** Outputs of the cell that runs. */
export function createNotebookTarget(): DisplayTarget {
  const shown = new Set<string>();
  return {
    write({ data, metadata }, id): void {
      // Read anew at each output: tslab replaces it with every cell.
      const write = kernelOutputs()?.lastWriteDisplayData;
      if (write == null) throw notANotebook();
      const isUpdate = id !== undefined && shown.has(id);
      if (id !== undefined) shown.add(id);
      write({ data, metadata, transient: id === undefined ? {} : { display_id: id } }, isUpdate);
    },
  };
}

/** The kernel has loaded tslab before us; outside a kernel it is not loaded, and must not be. */
function kernelOutputs(): KernelOutputs | undefined {
  return require.cache[require.resolve('tslab/dist/jupyter')]?.exports as KernelOutputs | undefined;
}

function notANotebook(): EnvironmentError {
  return new EnvironmentError({
    field: 'notebook',
    found: 'no notebook kernel in this process',
    expected: "the project's kernel",
    remedy: 'Run `npm run lab`, or hand a recording target to the display.',
  });
}

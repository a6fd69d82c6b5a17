import type { DisplayOutput, DisplayTarget } from './display';

/** Keeps outputs as a notebook would show them, for tests and for export. */
export interface RecordingTarget extends DisplayTarget {
  /** In the order shown; an output of an id stays at its first place */
  readonly outputs: readonly DisplayOutput[];
}

/** A target that shows nothing and remembers everything. */
export function createRecordingTarget(): RecordingTarget {
  const outputs: DisplayOutput[] = [];
  const places = new Map<string, number>();
  return {
    outputs,
    write(output, id): void {
      const place = (id === undefined ? undefined : places.get(id)) ?? outputs.length;
      if (id !== undefined) places.set(id, place);
      outputs[place] = output;
    },
  };
}

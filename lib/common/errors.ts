/** What an {@link InputError} tells the reader: where the fault is, what it is, and the remedy. */
export interface InputProblem {
  /** The run that was stopped, if it happened in one. */
  readonly run?: string;
  /** The file at fault, if the input came from one. */
  readonly file?: string;
  /** The field and where in the file it stands, such as `3[0].cam_R_m2c` or `byte 1024`. */
  readonly field?: string;
  readonly found: string;
  readonly expected: string;
  readonly remedy: string;
}

/** Base of every error that bad input causes. Its message is complete: file, field, found, expected, remedy. */
export class InputError extends Error {
  constructor(readonly problem: InputProblem) {
    super(describe(problem));
    this.name = new.target.name;
  }
}

/** A data folder, image, annotation or mesh that cannot be used. */
export class DatasetError extends InputError {}

/** A run configuration, module name, bit width or command line that cannot be used. */
export class ConfigurationError extends InputError {}

/** A checkpoint that is damaged or belongs to another network. */
export class CheckpointError extends InputError {}

/** An exported model that is damaged, of another version, or cannot be written in the format asked for. */
export class ExportError extends InputError {}

/** A stored result that is damaged or does not belong to its run. */
export class ResultsError extends InputError {}

/** A file that cannot be written: no space, no permission. It is as it was, or whole where only the last fsync failed. */
export class StorageError extends InputError {}

/** TensorFlow, the notebook kernel or the browser is missing or died. */
export class EnvironmentError extends InputError {}

/** A worker process that ended before its work was done; what it did lies in its checkpoint. */
export class WorkerDeathError extends EnvironmentError {}

/** A loss, gradient, sensitivity or quantizer state that is not finite. */
export class NumericalError extends InputError {}

/** How the numbers of a training went wrong. */
export type NumericalFaultKind =
  | 'loss that is not finite'
  | 'gradient that is not finite'
  | 'exploding gradients'
  | 'dead quantizer'
  | 'state that is not finite'
  | 'empty batch';

/** Where the numbers of a training went wrong, and what to go on from. */
export interface NumericalFault {
  readonly kind: NumericalFaultKind;
  /** Steps done before; 0 is the first */
  readonly step: number;
  /** The layer, variable, batch or data set that is first at fault, such as `input of head.cls_tower.0` */
  readonly place: string;
  /** In words, such as `NaN`: what is not finite has no number in JSON */
  readonly value: string;
  /** The last one that was written, all of it finite; missing where there is none */
  readonly checkpoint?: { readonly file: string; readonly step: number };
}

/** What a {@link NumericalFaultError} tells the reader. */
export interface NumericalFaultProblem extends InputProblem {
  readonly fault: NumericalFault;
}

/** A training that was stopped because its numbers went wrong; what it had changed in that step was taken back. */
export class NumericalFaultError extends NumericalError {
  constructor(override readonly problem: NumericalFaultProblem) {
    super(problem);
  }
}

/** A run that somebody stopped; it goes on from its checkpoint when it is run again. */
export class InterruptionError extends InputError {}

function describe({ run, file, field, found, expected, remedy }: InputProblem): string {
  const place = [run, file, field].filter((part) => part !== undefined).join(': ');
  const prefix = place === '' ? '' : `${place}: `;
  return `${prefix}found ${found}; expected ${expected}. ${remedy}`;
}

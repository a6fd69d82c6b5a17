import type { Mutation } from './mutation';

/** A reader and the files that are damaged before it reads. */
export interface FuzzedReader {
  /** What is read, such as `PLY, ASCII` */
  readonly name: string;
  /** Files that are damaged in turns, absolute paths; each is as it should be between mutants */
  readonly files: readonly string[];
  readonly mutate: Mutation;
  /**
   * Reads what there is and checks what came out.
   * @throws InputError when the damage was seen
   */
  read(): Promise<void>;
}

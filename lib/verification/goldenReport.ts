/** What came of comparing a file of reference values with the project's own. */
export interface GoldenReport {
  readonly cases: number;
  /** In the units of the file; the largest over everything compared */
  readonly largestAbsoluteError: number;
  /** The largest over everything compared, each against its own reference value */
  readonly largestRelativeError: number;
  /** What was allowed, in words */
  readonly tolerance: string;
  /** One sentence a deviation, naming the case; empty where all agrees */
  readonly failures: readonly string[];
  /** A further figure worth seeing */
  readonly detail?: string;
}

/** Compares one kind of reference file with the project's own results. */
export interface GoldenCheck {
  /** Name of the file that it reads, such as `pnp.json` */
  readonly file: string;
  /**
   * @param content - the parsed JSON
   * @param source - the file's path, for errors
   * @throws DatasetError when the content is not what such a file holds
   */
  check(content: unknown, source: string): Promise<GoldenReport>;
}

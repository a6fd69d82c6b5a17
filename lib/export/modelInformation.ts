import type { PredictionInformation } from './predictionInformation';

/** What an exported model says of itself. All of it is JSON. */
export interface ModelInformation {
  /** Architecture name, such as `wdr` */
  readonly architecture: string;
  /** Everything that fixes the network: its configuration, such as `paperWdr` */
  readonly configuration: Readonly<Record<string, unknown>>;
  /** Width of each module's weights, 32 for full precision */
  readonly moduleBits: Readonly<Record<string, number>>;
  /** Modules in the order in which they were quantized */
  readonly order: readonly string[];
  /** Data set that it was trained on */
  readonly data: string;
  /** What was measured of it, by name */
  readonly metrics: Readonly<Record<string, number>>;
  /** Of the code that trained it */
  readonly codeVersion: string;
  /** What poses are found by; missing where the model is of no use for that */
  readonly prediction?: PredictionInformation | undefined;
}

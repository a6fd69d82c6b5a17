import type { ObjectModel } from '../../datasets/poseDataset';
import type { PnpSolver } from '../../geometry/pnp';
import type { PrecisionPolicy } from '../../models/modularNetwork';
import type { DecodingConfiguration } from './posePredictor';

/** What a predictor is made of beside the network. */
export interface PredictorParts {
  readonly precision: PrecisionPolicy;
  readonly objects: readonly ObjectModel[];
  readonly solver: PnpSolver;
  readonly decoding: DecodingConfiguration;
  /** Images that go through the network together as one graph; without it, operation by operation */
  readonly compiledBatch?: number | undefined;
}

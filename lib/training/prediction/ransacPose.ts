import type { PnpProblem, PnpSolution, PnpSolver } from '../../geometry/pnp';
import type { DecodingConfiguration } from './posePredictor';

/**
 * The refined pose that most correspondences agree with, and which do.
 * @param seen - points of the object, where they are seen, and by which camera
 * @returns undefined where there is none
 */
export function ransacPose(
  seen: Pick<PnpProblem, 'objectPoints' | 'imagePoints' | 'camera'>,
  solver: PnpSolver,
  { inlierThreshold, iterations, confidence }: DecodingConfiguration['ransac'],
): PnpSolution | undefined {
  const search = { reprojectionThreshold: inlierThreshold, iterations, confidence, refine: true };
  return solver.solve({ ...seen, ...search });
}

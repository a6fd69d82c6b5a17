import { bitAllocationCheck } from './checks/bitAllocation';
import { pnpCheck } from './checks/pnp';
import { poseErrorsCheck } from './checks/poseErrors';
import type { GoldenCheck } from './goldenReport';

/** Every kind of reference file that can be checked. */
export const goldenChecks: readonly GoldenCheck[] = [bitAllocationCheck, pnpCheck, poseErrorsCheck];

import { architecturesCheck } from './checks/architectures';
import { bitAllocationCheck } from './checks/bitAllocation';
import { hessianTraceCheck } from './checks/hessianTrace';
import { inqCheck } from './checks/inq';
import { lsqCheck } from './checks/lsq';
import { pnpCheck } from './checks/pnp';
import { poseErrorsCheck } from './checks/poseErrors';
import { wdrForwardCheck } from './checks/wdrForward';
import { wdrLossesCheck } from './checks/wdrLosses';
import type { GoldenCheck } from './goldenReport';

/** Every kind of reference file that can be checked. */
export const goldenChecks: readonly GoldenCheck[] = [
  architecturesCheck,
  bitAllocationCheck,
  hessianTraceCheck,
  inqCheck,
  lsqCheck,
  pnpCheck,
  poseErrorsCheck,
  wdrForwardCheck,
  wdrLossesCheck,
];

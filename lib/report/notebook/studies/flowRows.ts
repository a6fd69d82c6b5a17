import type { ProfileName } from '../../../experiments/configuration/runConfiguration';
import { flowControlKey, flowKey, type RetrainingMethod } from '../../../experiments/flow/sequentialRuns';
import { flowMethods } from '../../../experiments/studies/flowStudy';
import type { QuantizationOrder } from '../../../mqat/quantizationOrders';
import type { StudyRow } from './studyRows';

/** A flow of modules, one quantized after the other, as a row of its study's tables. */
export interface FlowRow extends StudyRow {
  readonly flow: QuantizationOrder;
  readonly method: RetrainingMethod;
}

/** @returns each flow by each method that a profile runs flows by, with the control of as many stages */
export function flowRows(flows: readonly QuantizationOrder[], profile: ProfileName): FlowRow[] {
  return flowMethods(profile).flatMap((method) =>
    flows.map((flow) => ({
      ...{ flow, method, key: flowKey(flow, method) },
      label: `${flowName(flow)}, ${method.toUpperCase()}`,
      controlKey: flowControlKey(method, flow.length),
    })),
  );
}

/** @returns words for a flow, such as `fpn 2, head 8`, in its order */
export function flowName(flow: QuantizationOrder): string {
  return flow.map(({ module, bits }) => `${module} ${bits}`).join(', ');
}

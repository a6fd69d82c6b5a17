import {
  checkSeen,
  nothingSeen,
  uncalibrated,
  withInput,
  type ActivationQuantizer,
  type ActivationStatistics,
} from './activationQuantizer';

/** What is special about one way to quantize an input; it is asked only where there is a range. */
export interface RangeRule extends Pick<
  ActivationQuantizer,
  'method' | 'layer' | 'bits' | 'trained' | 'state' | 'simulate' | 'grid'
> {
  /** Whether there is a range: from a calibration, or from a checkpoint */
  isSet(): boolean;
  /** @throws NumericalError when what was seen has no range */
  setRange(seen: ActivationStatistics): void;
}

/** Makes the quantizer of a layer's input, whose range comes from what it sees during calibration. */
export function observedRangeQuantizer(rule: RangeRule): ActivationQuantizer {
  const { method, layer, bits, trained, state } = rule;
  let seen = nothingSeen;
  const demandRange = () => {
    if (!rule.isSet()) throw uncalibrated(layer);
  };
  return {
    ...{ method, layer, bits, trained, state },
    get isCalibrated() {
      return rule.isSet();
    },
    simulate(input) {
      demandRange();
      return rule.simulate(input);
    },
    observe: (input) => {
      seen = withInput(layer, seen, input);
    },
    calibrate() {
      checkSeen(layer, seen);
      rule.setRange(seen);
      seen = nothingSeen;
    },
    grid() {
      demandRange();
      return rule.grid();
    },
    dispose: () => {
      for (const { variable } of [...trained, ...state]) variable.dispose();
    },
  };
}

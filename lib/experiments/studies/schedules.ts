/*
 * The supplementary's study of schedules: is it the bits that help a pyramid at 2 bits, or how it is trained? INQ raises the
 * learning rate again whenever it freezes more weights, LSQ's only drops. Each method is run with the rate of the other, and INQ
 * with the shares of its own paper (arXiv 1702.03044, section 3.1: half of what is free, each time) in place of those of MQAT's
 * public code. Each has the control of the same rates and momentum clears. The paper prints no number of it.
 */
import type { TrainingPlan } from '../../training/trainer';
import {
  controlRun,
  fullPrecisionRuns,
  profileOf,
  quantizedRun,
  uniformBits,
  type ExperimentRun,
} from '../configuration/experiment';
import { probeKey } from './firstQuantizedModule';
import type { ExperimentScope } from '../configuration/experimentScope';
import { flowControlKey, type RetrainingMethod } from '../flow/sequentialRuns';
import { distinctRuns } from './flowStudy';

/** A way to train a ternary pyramid. */
export interface ScheduledPyramid {
  readonly label: string;
  readonly method: RetrainingMethod;
  readonly key: string;
  readonly controlKey: string;
  readonly plan: TrainingPlan;
}

/** Shares of INQ's own paper, at equal distances. */
const halves = [0.5, 0.75, 0.875, 1].map((fraction, index) => ({ at: index / 4, fraction }));

/** @returns the ways to train; at smoke scale those by LSQ show that it works */
export function schedulesOf(scope: ExperimentScope): ScheduledPyramid[] {
  const { lsq, inq } = profileOf(scope).retraining;
  const own = (method: RetrainingMethod, label: string): ScheduledPyramid => ({
    ...{ label, method, key: probeKey('fpn', method), controlKey: flowControlKey(method, 1) },
    plan: { lsq, inq }[method].plan,
  });
  const byLsq: ScheduledPyramid[] = [
    own('lsq', 'LSQ, rate only drops'),
    {
      ...{ label: 'LSQ, rate raised as by INQ', method: 'lsq', key: 'fpn-lsq-raised' },
      ...{ controlKey: flowControlKey('inq', 1), plan: inq.plan },
    },
  ];
  if (scope.profile === 'smoke') return byLsq;
  return [
    ...byLsq,
    own('inq', 'INQ, rate raised'),
    {
      ...{
        label: 'INQ, rate only drops',
        method: 'inq',
        key: 'fpn-inq-drops',
        controlKey: 'control-inq-drops',
      },
      plan: { ...inq.plan, learningRate: lsq.plan.learningRate },
    },
    {
      ...{ label: 'INQ, halves, rate raised', method: 'inq', key: 'fpn-inq-halves' },
      controlKey: 'control-inq-halves',
      plan: {
        ...inq.plan,
        learningRate: { ...inq.plan.learningRate, restarts: halves.slice(1).map(({ at }) => at) },
        freezing: halves,
      },
    },
  ];
}

/** @returns the runs of one seed, parents before those that start from them */
export function scheduleRuns(scope: ExperimentScope, seed: number): ExperimentRun[] {
  const bits = { ...uniformBits(scope, 32), fpn: 2 };
  return distinctRuns([
    ...fullPrecisionRuns(scope, seed),
    ...schedulesOf(scope).flatMap(({ label, method, key, controlKey, plan }) =>
      [
        { ...controlRun(scope, seed, method), key: controlKey, title: `control of ${label}` },
        { ...quantizedRun(scope, seed, method, bits), key, title: `feature pyramid at 2 bits by ${label}` },
      ].map((run) => ({
        ...run,
        configuration: { ...run.configuration, training: { ...run.configuration.training, plan } },
      })),
    ),
  ]);
}

import type { TrainingPlan } from './trainer';

/**
 * A plan to retrain a quantized network with, the same for every method: AdamW, clipped, whose rate falls along half a cosine.
 * INQ freezes a half, three quarters, seven eighths and all of the weights (arXiv 1702.03044) at each quarter of the way;
 * momentum is cleared there, whatever the method.
 * @param learningRate - the first
 */
export function retrainingPlan(steps: number, learningRate: number): TrainingPlan {
  return {
    steps,
    learningRate: { base: learningRate, schedule: { kind: 'cosine' }, warmupSteps: 0, restarts: [] },
    optimizer: { kind: 'adamW', weightDecay: 0, clipNorm: 5 },
    freezing: [0.5, 0.75, 0.875, 1].map((fraction, index) => ({ at: index / 4, fraction })),
  };
}

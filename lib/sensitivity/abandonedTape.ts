import { tf } from '../tensor/engine';

/** What tfjs's engine writes down for a backward pass. */
interface GradientState {
  readonly gradientDepth: number;
  activeTape: readonly { readonly saved?: readonly tf.Tensor[] }[] | null;
}

/**
 * Frees what a backward pass that ended with an error would have used: tfjs frees it after those that succeed alone. Call it
 * where no gradient is being computed.
 */
export function freeAbandonedTape(): void {
  const { state } = tf.engine() as unknown as { readonly state: GradientState };
  if (state.gradientDepth > 0) return;
  for (const { saved } of state.activeTape ?? []) tf.dispose([...(saved ?? [])]);
  state.activeTape = null;
}

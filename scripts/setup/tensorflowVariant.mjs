import { existsSync } from 'node:fs';
import { outputOf } from './command.mjs';
import { SetupFailure } from './failure.mjs';

/**
 * @typedef {'cpu' | 'cuda'} Variant
 */

/** @returns {Variant} which TensorFlow this machine gets: MQAT_TENSORFLOW, or CUDA where an NVIDIA GPU answers */
export function tensorflowVariant() {
  const wanted = process.env.MQAT_TENSORFLOW;
  if (wanted === undefined || wanted === '') return hasNvidiaGpu() ? 'cuda' : 'cpu';
  if (wanted === 'cpu' || wanted === 'cuda') return wanted;
  throw new SetupFailure(`MQAT_TENSORFLOW is ${wanted}`, 'Set it to cpu or cuda, or leave it unset.');
}

function hasNvidiaGpu() {
  if (process.platform !== 'linux') return false;
  if (!existsSync('/proc/driver/nvidia') && !existsSync('/dev/nvidiactl') && !existsSync('/dev/dxg'))
    return false;
  return (outputOf('nvidia-smi', ['-L']) ?? '').includes('GPU ');
}

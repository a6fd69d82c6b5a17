import { join } from 'node:path';

/** @returns the file of a run's trained weights */
export function weightsFile(workFolder: string, id: string): string {
  return join(workFolder, id, 'weights.safetensors');
}

/** @returns the file of what a run's trained weights score */
export function scoresFile(workFolder: string, id: string): string {
  return join(workFolder, id, 'scores.json');
}

/** @returns the file that a run goes on from when it was interrupted; removed once its result is stored */
export function checkpointFile(workFolder: string, id: string): string {
  return join(workFolder, id, 'checkpoint.safetensors');
}

/** @returns the folder that TensorBoard reads a run's curves from */
export function eventFolder(workFolder: string, id: string): string {
  return join(workFolder, id, 'events');
}

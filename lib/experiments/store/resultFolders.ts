import { join, resolve } from 'node:path';
import { projectRoot } from '../../common/projectRoot';
import type { ProfileName } from '../configuration/runConfiguration';

/** Folder of results and weights of one's own, kept apart from the project's. */
const own = process.env['MQAT_RESULTS'];
const [kept, work] =
  own === undefined || own === ''
    ? [join(projectRoot, 'results'), join(projectRoot, 'runs')]
    : [resolve(projectRoot, own), resolve(projectRoot, own, 'runs')];

/** Results that are kept: `MQAT_RESULTS`, else the project's. */
export const keptResultsFolder = kept;

/** Weights, checkpoints and event files of a profile; large, and not kept in git. */
export function workFolderOf(profile: ProfileName): string {
  return join(work, profile);
}

/** Results of a profile; those of the smoke profile are nobody's and stay beside its weights. */
export function resultsFolderOf(profile: ProfileName): string {
  return profile === 'smoke' ? join(work, 'results') : kept;
}

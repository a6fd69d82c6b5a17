import { codeVersion } from '../../common/codeVersion';
import type { Reporter } from '../../common/reporter';
import { openExperimentData, type ExperimentData } from '../../experiments/run/experimentData';
import { openLaboratory, type Laboratory } from '../../experiments/laboratory';
import type { ProfileName } from '../../experiments/configuration/runConfiguration';
import { Display, type DisplayTarget } from '../display';
import { createNotebookReporter } from '../notebookReporter';
import { createNotebookTarget } from '../notebookTarget';
import { monotonicSeconds } from '../progressEstimate';
import type { Provenance } from '../provenance';

/** What a notebook works with: a profile's data, a place to show things, and the laboratory where runs are done. */
export interface NotebookSession {
  readonly profile: ProfileName;
  readonly display: Display;
  readonly reporter: Reporter;
  readonly data: ExperimentData;
  /** Opens the laboratory at the first call; later calls get the same one. */
  laboratory(): Laboratory;
  /**
   * Provenance of what a notebook computes itself; what comes from stored runs has that of `runsProvenance`.
   * @param details - seeds that were drawn from, and how many images it was computed on
   */
  provenance(details?: { readonly seeds?: readonly number[]; readonly images?: number }): Provenance;
  /** Ends the laboratory's processes. */
  close(): Promise<void>;
}

/**
 * Opens a profile for a notebook; renders its data if they are not there.
 * @param target - where outputs and progress go; the cell that runs where it is missing
 * @throws DatasetError when the data must be brought and are missing or broken
 */
export async function openSession(
  profile: ProfileName,
  target: DisplayTarget = createNotebookTarget(),
): Promise<NotebookSession> {
  const openedAt = monotonicSeconds();
  const reporter = createNotebookReporter(target);
  const data = await openExperimentData(profile, reporter);
  const version = await codeVersion();
  let laboratory: Laboratory | undefined;
  return {
    profile,
    display: new Display(target),
    reporter,
    data,
    laboratory: () => (laboratory ??= openLaboratory(profile, reporter)),
    provenance: ({ seeds = [], images } = {}) => ({
      profile,
      seeds,
      codeVersion: version,
      dataHash: data.hash,
      wallSeconds: monotonicSeconds() - openedAt,
      ...(images !== undefined && { images }),
    }),
    close: async () => {
      await laboratory?.close();
    },
  };
}

import type { ExperimentRun } from '../configuration/experiment';
import type { ExperimentScope, ExperimentSubject } from '../configuration/experimentScope';
import type { ProfileName } from '../configuration/runConfiguration';

/** The runs behind a figure or table of the paper, or behind a question that it leaves open. */
export interface Study extends ExperimentSubject {
  /** As the command line knows it, such as `figure-4` */
  readonly name: string;
  readonly title: string;
  /** What of the paper it is for, such as `table 1` */
  readonly reference: string;
  /** Whether it is run only where it is named, for what it takes; the paper does not have it */
  readonly isExtra?: true;
  /** Seeds at each profile where nobody says otherwise; a comparison of one seed gets no verdict */
  readonly seeds: Readonly<Record<ProfileName, number>>;
  /** @returns the runs of one seed, parents before those that start from them */
  runs(scope: ExperimentScope, seed: number): ExperimentRun[];
}

import { probeBits } from '../../mqat/algorithm1';
import type { ExperimentRun } from '../configuration/experiment';
import { experimentScope, wdrOnSwissCube, type ExperimentScope } from '../configuration/experimentScope';
import { identifyRuns, type IdentifiedRun } from '../execution/identifiedRuns';
import { moduleNames } from '../configuration/moduleSplits';
import { flowRuns, type RetrainingMethod } from '../flow/sequentialRuns';
import { usualStudies } from '../studies/registry';
import type { SimulationInputs } from './simulationInputs';

/** A run of the paper profile, or the measurement of sensitivity that Algorithm 1 makes between its probes and its stages. */
export interface PaperRun {
  readonly id: string;
  /** Ids of what must be done before */
  readonly parents: readonly string[];
  readonly run: IdentifiedRun;
  readonly kind: 'run' | 'sensitivity';
}

type Images = SimulationInputs['assumed']['images'];

/**
 * Lists what the paper profile does: the runs of every study that is run unasked, those that studies share once, and Algorithm 1 by
 * LSQ and by INQ. Its stages depend on what it finds: the order and widths given here stand for them.
 * @param seeds - of every study
 * @returns parents before those that start from them
 */
export function paperRuns(images: Images, seeds: number): PaperRun[] {
  const found = new Map<string, PaperRun>();
  const add = (runs: readonly ExperimentRun[], dataset: keyof Images, after: readonly string[] = []) => {
    const identified = identifyRuns(runs, preparation(dataset));
    for (const run of identified) {
      if (found.has(run.id)) continue;
      const { parent } = run.configuration;
      const parents = parent === undefined ? [] : [parent];
      found.set(run.id, { id: run.id, parents: [...parents, ...after], run, kind: 'run' });
    }
    return identified;
  };
  for (const study of usualStudies) {
    const scope = experimentScope('paper', study, contents(images[study.dataset], study.objects));
    for (let seed = 0; seed < seeds; seed++) add(study.runs(scope, seed), study.dataset);
  }
  const scope = experimentScope('paper', wdrOnSwissCube, contents(images.swisscube));
  for (const method of ['lsq', 'inq'] as const) {
    const probes = moduleNames(scope.model).map((module) => {
      const runs = add(flowRuns(scope, 0, method, [{ module, bits: probeBits }]), 'swisscube');
      return runs[runs.length - 1];
    });
    const sensitivity = `sensitivity-${method}`;
    const parents = probes.map(({ id }) => id);
    found.set(sensitivity, { id: sensitivity, parents, run: probes[1], kind: 'sensitivity' });
    add(stagesOf(scope, method), 'swisscube', [sensitivity]);
  }
  return [...found.values()];
}

/** The pyramid won, then the head at 8 bits, then the backbone at 4: no study has this flow. */
function stagesOf(scope: ExperimentScope, method: RetrainingMethod): ExperimentRun[] {
  const steps = [
    { module: 'fpn', bits: 2 },
    { module: 'head', bits: 8 },
    { module: 'backbone', bits: 4 },
  ];
  return flowRuns(scope, 0, method, steps);
}

function contents({ train, validation, test, objects }: Images[keyof Images], ids?: readonly number[]) {
  const share = ids === undefined ? 1 : ids.length / objects;
  const part = (count: number) => Math.round(count * share);
  return {
    images: { train: part(train), validation: part(validation), test: part(test) },
    objectCount: ids?.length ?? objects,
  };
}

/** Ids of the simulation alone: nobody has opened the data. */
function preparation(dataset: keyof Images) {
  return {
    dataHash: dataset.padEnd(64, '0'),
    behavioralFingerprint: '0'.repeat(64),
    engine: { mode: 'graph', device: 'gpu' as const, threads: 2, tensorflow: 'simulated' },
  };
}

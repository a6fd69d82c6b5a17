import { join } from 'node:path';
import { sha256 } from '../../common/canonicalJson';
import type { Reporter } from '../../common/reporter';
import { resultsFolderOf } from '../../experiments/store/resultFolders';
import { openResultsStore } from '../../experiments/store/resultsStore';
import { noteProfileRead } from '../../experiments/store/resultReads';
import type { ProfileName } from '../../experiments/configuration/runConfiguration';
import { listClouds } from '../notebook/predictions/cloudRecord';
import { readLatencyResults } from '../footprint/latencyResult';
import { makeLedger, type Ledger } from './ledger';
import { judgeOneModule } from './oneModuleClaim';
import { runTable, type RunTableRow } from './runTable';

/** The ledger of what is stored, and what it took. */
export interface StoredLedger {
  readonly ledger: Ledger;
  readonly runs: readonly RunTableRow[];
  /** Of the data of all runs together; null where nothing is stored */
  readonly dataHash: string | null;
}

/**
 * Reads every stored run of a profile and makes the ledger of them: what the command writes and the notebook shows.
 * @throws ResultsError when a stored run is damaged
 */
export async function storedLedger(profile: ProfileName, reporter: Reporter): Promise<StoredLedger> {
  noteProfileRead(profile);
  const { runs, damaged } = await openResultsStore(resultsFolderOf(profile), reporter).list(profile);
  if (damaged.length > 0) throw damaged[0].error;
  const hashes = [...new Set(runs.map(({ ingredients }) => ingredients.dataHash))].sort();
  const dataHash = hashes.length === 0 ? null : hashes.length === 1 ? hashes[0] : sha256(...hashes);
  const folder = resultsFolderOf(profile);
  const latencies = await readLatencyResults(join(folder, 'latency'));
  const clouds = await listClouds(folder, profile);
  return {
    ledger: makeLedger(profile, { stored: runs, latencies, clouds, oneModule: await judgeOneModule() }),
    runs: runTable(profile, runs),
    dataHash,
  };
}

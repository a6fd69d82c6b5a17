import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { sha256 } from '../../lib/common/canonicalJson';
import { readCamera } from '../../lib/deployment/cameraFile';
import { runIdentity } from '../../lib/experiments/configuration/runIdentity';
import {
  readPartErrors,
  writePartErrors,
  type PartErrorsIdentity,
} from '../../lib/experiments/sensitivity/partErrors';
import {
  readSensitivity,
  writeSensitivity,
  type SensitivityRecord,
} from '../../lib/experiments/sensitivity/sensitivityFile';
import { readStoredRun, writeStoredRun } from '../../lib/experiments/store/storedRunFiles';
import { formatNotebook, readNotebook } from '../../lib/report/notebookFile';
import { notebookPage } from '../../lib/report/site/notebookPage';
import { exampleConfiguration, exampleIngredients, exampleRun } from '../support/exampleRun';
import { exampleNotebook } from './notebookSeed';
import type { FuzzedReader } from './fuzzedReader';
import { mutateText } from './mutation';
import { areFinite, demand } from './validity';

/** Results, cache entries, notebooks and cameras. */
export async function storedReaders(folder: string): Promise<FuzzedReader[]> {
  await mkdir(folder);
  return [
    ...(await runReaders(folder)),
    await sensitivityReader(join(folder, 'sensitivity.json')),
    await partErrorsReader(join(folder, 'errors.json')),
    await notebookReader(join(folder, '01-example.ipynb')),
    await cameraReader(join(folder, 'camera.json')),
  ];
}

async function runReaders(folder: string): Promise<FuzzedReader[]> {
  const place = join(folder, `${runIdentity(exampleIngredients)}-example`);
  await writeStoredRun(exampleRun(), place, join(folder, 'unfinished'));
  const names = await readdir(place);
  const parts = names.filter((name) => name !== 'manifest.json').map((name) => join(place, name));
  const read = async () => {
    const { metrics, curve, environment } = await readStoredRun(place);
    for (const { value, interval } of Object.values(metrics)) {
      demand(areFinite([value, interval?.low ?? 0, interval?.high ?? 0]), 'a metric is no number');
    }
    demand(
      curve.rows.every((row) => row.length === curve.columns.length),
      'the curve has holes',
    );
    demand(areFinite([environment.wallSeconds]), 'the time is no number');
  };
  const manifest = join(place, 'manifest.json');
  const readWithDigests = async () => {
    const digests = JSON.parse(await readFile(manifest, 'utf8')) as Record<string, string>;
    for (const name of Object.keys(digests)) digests[name] = sha256(await readFile(join(place, name)));
    await writeFile(manifest, JSON.stringify(digests));
    await read();
  };
  return [
    { name: 'Stored run', files: [...parts, manifest], mutate: mutateText, read },
    { name: 'Stored run, digests right', files: parts, mutate: mutateText, read: readWithDigests },
  ];
}

async function sensitivityReader(file: string): Promise<FuzzedReader> {
  const { seed, training } = exampleConfiguration;
  const record: SensitivityRecord = {
    identity: {
      ...{ run: '0123456789abcdef', modules: ['backbone', 'head'], widths: [2, 4, 8] },
      batches: { seed, count: 4, size: training.batchSize, augmentation: training.augmentation },
      traces: { relativeError: 0.1, standardErrors: 1.96, minimumProbes: 8, maximumProbes: 100, seed: 0 },
      ...{ behavioralFingerprint: 'f'.repeat(64), engine: exampleIngredients.engine },
    },
    progress: { probes: 9, sums: { 'backbone.conv': { sum: 12.5, squares: 30.25 } } },
  };
  await writeSensitivity(file, record);
  const read = async () => {
    const found = await readSensitivity(file, record.identity);
    demand(found?.progress.probes === 9, 'other probes were read');
    demand(found?.progress.sums['backbone.conv'].sum === 12.5, 'other sums were read');
  };
  return { name: 'Cached sensitivity', files: [file], mutate: mutateText, read };
}

async function partErrorsReader(file: string): Promise<FuzzedReader> {
  const { confidenceThreshold, ransac } = exampleConfiguration.evaluation;
  const identity: PartErrorsIdentity = {
    ...{ weights: 'a'.repeat(64), data: 'd'.repeat(64), images: 2, poses: 3, method: 'minMax', bits: 4 },
    ...{ parts: ['backbone', 'head'], metric: 'ADD', decoding: { confidenceThreshold, ransac } },
  };
  const errors = { '00': [0.01, 0.25, null], '10': [0.5, null, 0.125] };
  await writePartErrors(file, { identity, errors });
  const read = async () => {
    const found = await readPartErrors(file, identity);
    demand(JSON.stringify(found.errors) === JSON.stringify(errors), 'other errors were read');
  };
  return { name: 'Cached errors of parts', files: [file], mutate: mutateText, read };
}

async function notebookReader(file: string): Promise<FuzzedReader> {
  await writeFile(file, formatNotebook(exampleNotebook));
  const read = async () => {
    const { html, files } = notebookPage('01-example', await readNotebook(file));
    demand(html.startsWith('<!doctype html>') && html.includes('</html>'), 'the page is none');
    // What stands in a notebook is text or data; the page's own scripts are files or JSON.
    const scripts = html.match(/<script\b[^>]*>/gi) ?? [];
    const own =
      /^<script (?:src="\.\.\/(?:plotly\.min|plots)\.js"|type="application\/json" id="01-example-\d+-data")>$/;
    demand(
      scripts.every((script) => own.test(script)),
      'the page has a script of the notebook',
    );
    for (const name of files.keys()) demand(dirname(name) === '.', 'a file lies in another folder');
  };
  return { name: 'Notebook, and its page', files: [file], mutate: mutateText, read };
}

async function cameraReader(file: string): Promise<FuzzedReader> {
  await writeFile(
    file,
    JSON.stringify({ cx: 32, cy: 32, depth_scale: 1, fx: 70, fy: 70, height: 64, width: 64 }),
  );
  const read = async () => {
    const { matrix } = await readCamera(file, { width: 64, height: 64 });
    demand(areFinite(matrix) && matrix[0] > 0 && matrix[4] > 0, 'the camera sees nothing');
  };
  return { name: 'Camera', files: [file], mutate: mutateText, read };
}

import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../lib/common/projectRoot';

const folder = mkdtempSync(join(tmpdir(), 'deployment-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});
const file = join(folder, 'kept.onnx');
writeFileSync(file, 'kept');

function refusal(script: string, ...options: string[]): string {
  const path = join(projectRoot, 'dist', 'scripts', script);
  const { status, stderr } = spawnSync(process.execPath, [path, ...options], { encoding: 'utf8' });
  expect(status).toBe(1);
  return stderr;
}

describe('what cannot be done is said, with exit code 1', () => {
  it('by npm run export', () => {
    expect(refusal('export.js', '0123', '--output', 'model.h5')).toMatch(
      /model\.h5; expected.*\.onnx or \.saf/,
    );
    expect(refusal('export.js', '0123', '--output', file)).toMatch(/kept\.onnx: found a file.*--force/);
    const integers = ['0123', '--output', join(folder, 'new.safetensors'), '--integers'];
    expect(refusal('export.js', ...integers, '8')).toMatch(/--integers: found .*expected \.onnx/);
    expect(refusal('export.js', ...integers, '0')).toMatch(/a whole number from 1/);
    const unknown = refusal('export.js', '0123', '--output', join(folder, 'new.onnx'));
    expect(unknown).toMatch(/^ResultsError: .*mini: found no run 0123/m);
  });

  it('by npm run predict', () => {
    const common = ['--model', file, '--mesh', 'cube.ply'];
    expect(refusal('predict.js', ...common)).toMatch(/found 0 of --image, --folder, --dataset; expected one/);
    expect(refusal('predict.js', ...common, '--image', 'x.png')).toMatch(/no --camera/);
    expect(refusal('predict.js', ...common, '--image', 'x.png', '--camera', 'c.json')).toMatch(
      /^DatasetError: x\.png/m,
    );
    expect(refusal('predict.js', ...common, '--box', '1,2,3')).toMatch(/left,top,width,height/);
  });
});

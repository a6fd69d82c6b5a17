import { resolve } from 'node:path';
import { ESLint } from 'eslint';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../lib/common/projectRoot';

const eslint = new ESLint({ cwd: projectRoot });

/** @returns the names of the rules that a file with this text would break */
async function brokenRules(file: string, text: string): Promise<string[]> {
  const [result] = await eslint.lintText(text, { filePath: resolve(projectRoot, file) });
  return result.messages.map((message) => message.ruleId ?? message.message);
}

describe('lint', () => {
  it('refuses an import from a folder to the right, and allows one from a folder to the left', async () => {
    const toTheRight = "import { engine } from '../tensor/engine';\nexport const copy = engine;\n";
    expect(await brokenRules('lib/geometry/example.ts', toTheRight)).toEqual(['boundaries/dependencies']);
    const toTheLeft = "import { Random } from '../common/random';\nexport const copy = Random;\n";
    expect(await brokenRules('lib/geometry/example.ts', toTheLeft)).toEqual([]);
  });

  it('refuses TensorFlow, files and images in pure mathematics', async () => {
    for (const name of ['@tensorflow/tfjs-node-gpu', 'node:fs', 'node:fs/promises', 'sharp']) {
      const text = `import * as outside from '${name}';\nexport const copy = outside;\n`;
      expect(await brokenRules('lib/metrics/example.ts', text)).toEqual(['no-restricted-imports']);
    }
  });

  it('refuses printing and undirected chance in the library, and allows printing in scripts', async () => {
    expect(await brokenRules('lib/common/example.ts', "console.log('x');\n")).toEqual(['no-console']);
    expect(await brokenRules('lib/common/example.ts', "process.stdout.write('x');\n")).toEqual([
      'no-restricted-properties',
    ]);
    expect(await brokenRules('lib/common/example.ts', 'export const chance = Math.random();\n')).toEqual([
      'no-restricted-properties',
    ]);
    expect(await brokenRules('scripts/example.ts', "console.log('x');\n")).toEqual([]);
  });

  it('refuses documentation that TSDoc cannot read', async () => {
    const text = '/** Computes {@link . */\nexport const value = 1;\n';
    expect(await brokenRules('lib/common/example.ts', text)).toContain('tsdoc/syntax');
  });
});

import { Command, Option } from 'commander';
import { networkModules, type NetworkName } from '../lib/experiments/configuration/networkModules';
import { networkSizes, type NetworkSizes } from '../lib/report/footprint/networkSizes';
import { columnsText } from '../lib/report/tables/tableText';
import { runCommand } from './commandLine';

interface Options {
  readonly networks: readonly NetworkName[];
  readonly scale: 'tiny' | 'mini' | 'paper';
}

const names = Object.keys(networkModules) as NetworkName[];

const command = new Command('npm run sizes --')
  .description(
    'Prints what exported networks take on disk, with weights as drawn and the steps that LSQ starts with.',
  )
  .addOption(new Option('--networks <names...>', 'which').choices(names).default(names))
  .addOption(
    new Option('--scale <scale>', 'size of the networks').choices(['tiny', 'mini', 'paper']).default('paper'),
  )
  .action(printSizes);

async function printSizes({ networks, scale }: Options): Promise<void> {
  const headings = [
    ...['network', 'bits', 'float32', 'ONNX', 'packed', 'packed, gzip', 'theory', 'paper'],
    ...['packed / theory', 'packed / paper', 'factor, paper', 'factor, packed'],
  ];
  const rows = (await networkSizes(networks, scale)).map(cellsOf);
  const toTheRight = headings.map((_, column) => column > 1);
  console.log(columnsText(headings, rows, toTheRight).join('\n'));
  console.log(
    `Bytes in MB (1,000,000). ${scale} scale, LSQ, seed 1. Theory: weights at their widths, scales, all else at`,
  );
  console.log(
    '32 bits. Paper: full precision over the compression factor. Three levels take 1.6 bits in packed files.',
  );
}

function cellsOf({ network, moduleBits, ...sizes }: NetworkSizes): string[] {
  const { float32, onnx, packed, packedCompressed, theory, paper, compression } = sizes;
  const bytes = [float32, onnx, packed, packedCompressed, theory, paper].map((size) =>
    (size / 1e6).toFixed(3),
  );
  const ratios = [packed / theory, packed / paper].map((ratio) => `${(100 * (ratio - 1)).toFixed(2)} %`);
  return [network, moduleBits, ...bytes, ...ratios, compression.toFixed(2), (float32 / packed).toFixed(2)];
}

runCommand(async () => {
  await command.parseAsync();
});

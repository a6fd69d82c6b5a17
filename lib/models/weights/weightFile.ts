import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { writeFileAtomically } from '../../common/atomicFile';
import { causeText } from '../../common/causeText';
import { CheckpointError, ConfigurationError } from '../../common/errors';
import {
  decodeSafetensors,
  encodeSafetensors,
  type StoredTensor,
  type TensorMap,
} from '../../common/safetensors';
import type { ModularNetwork } from '../modularNetwork';
import { publicDefinitions, type PublicDefinitionName } from './publicDefinitions';
import { isZip, readTorch } from './torchReader';
import { writeTorch } from './torchWriter';
import { exportWeights, importWeights } from './weightExchange';

/**
 * Starts a network from a file of weights of a public definition: `.pth` as torch.save writes it, old or new, or safetensors;
 * which it is, is seen from its bytes. `darknet53` and `resnet34` start the backbone alone. No code of the file is executed.
 * @returns how many tensors were assigned
 * @throws CheckpointError where the file cannot be read, or tensors are missing, extra or misshapen: how many, and the first
 * dozen of each kind by name
 */
export async function loadWeights(
  network: ModularNetwork<unknown>,
  file: string,
  definition: PublicDefinitionName,
): Promise<number> {
  return importWeights(network, await readWeights(file), publicDefinitions[definition], file);
}

/**
 * Writes a network's weights under the names of a public definition, as `.pth` or `.safetensors` by the file's ending.
 * @throws ConfigurationError for another ending
 */
export async function saveWeights(
  network: ModularNetwork<unknown>,
  file: string,
  definition: PublicDefinitionName,
): Promise<void> {
  await writeFileAtomically(
    file,
    await encodeWeights(exportWeights(network, publicDefinitions[definition]), file),
  );
}

/**
 * Reads the tensors of a file of weights.
 * @throws CheckpointError where the file is missing or damaged, or is no file of weights
 */
export async function readWeights(file: string): Promise<Map<string, StoredTensor>> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(file);
  } catch (cause) {
    const remedy = 'Check the path, or get the file again.';
    throw new CheckpointError({ file, found: causeText(cause), expected: 'a file of weights', remedy });
  }
  const isPickle = bytes[0] === 0x80;
  const isHeader = bytes.byteLength > 8 && bytes[8] === 0x7b && !isZip(bytes);
  if (isHeader && !(isPickle && bytes[1] === 2)) return decodeSafetensors(bytes, file).tensors;
  if (isZip(bytes) || isPickle) return readTorch(bytes, file);
  throw new CheckpointError({
    file,
    field: 'byte 0',
    found: 'another kind of file',
    expected: 'a .pth of torch.save (since PyTorch 0.2), or safetensors',
    remedy: 'Save the weights again with a newer PyTorch.',
  });
}

async function encodeWeights(tensors: TensorMap, file: string): Promise<Uint8Array> {
  switch (extname(file)) {
    case '.safetensors':
      return encodeSafetensors(tensors, new Map([['format', 'pt']]));
    case '.pth':
      return writeTorch(tensors);
    default:
      throw new ConfigurationError({
        field: 'file',
        found: file,
        expected: 'a name that ends in .pth or .safetensors',
        remedy: 'Name the format by the ending.',
      });
  }
}

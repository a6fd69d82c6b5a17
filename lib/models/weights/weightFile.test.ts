import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { tinyWdr } from '../../../test/support/syntheticTask';
import { CheckpointError, ConfigurationError } from '../../common/errors';
import { projectRoot } from '../../common/projectRoot';
import { encodeSafetensors } from '../../common/safetensors';
import { convolution } from '../../tensor/convolution';
import { tf } from '../../tensor/engine';
import { transposedConvolution } from '../../tensor/transposedConvolution';
import { createCaSpaceNet, createCaSpaceNetInTraining } from '../caSpaceNet';
import { createWdr } from '../wdr';
import { createZebraPose, tinyZebraPose } from '../zebraPose';
import { convolutionOrder, inverseOrder, permuteAxes, transposedOrder } from './axisOrder';
import type { PublicDefinitionName } from './publicDefinitions';
import { loadWeights, readWeights, saveWeights } from './weightFile';

const fixture = (name: string) => join(projectRoot, 'test/fixtures/weights', name);
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'weights-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function refusal(action: Promise<unknown>): Promise<string> {
  const error = await action.then(
    () => undefined,
    (cause: unknown) => cause,
  );
  expect(error).toBeInstanceOf(CheckpointError);
  return (error as CheckpointError).message;
}

describe('a state dict of PyTorch', () => {
  it.each(['zip.pth', 'legacy.pth'])('%s is read, views and all element types', async (name) => {
    const tensors = await readWeights(fixture(name));
    const base = Float32Array.from({ length: 24 }, (_, index) => Math.fround(index) / 7);
    const at = (tensor: string) => [tensors.get(tensor)!.shape, [...tensors.get(tensor)!.data]];
    expect(at('matrix')).toEqual([[4, 6], [...base]]);
    expect(at('transposed')).toEqual([
      [6, 4],
      Array.from({ length: 24 }, (_, index) => base[6 * (index % 4) + Math.floor(index / 4)]),
    ]);
    expect(at('column')).toEqual([[4], [2, 8, 14, 20].map((index) => base[index])]);
    expect(at('scalar')).toEqual([[], [3n]]);
    expect(at('empty')).toEqual([[0, 3], []]);
    expect(at('half')).toEqual([[2], [0x3e00, 0xc000]]);
    expect(at('double')).toEqual([[1], [1 / 3]]);
    expect(at('brain')).toEqual([[2], [0x3f80, 0x4049]]);
    expect(at('small')).toEqual([
      [1, 2],
      [-1, 2],
    ]);
    expect(at('flag')).toEqual([[2], [1, 0]]);
    expect(at('parameter')).toEqual([[1], [0.25]]);
  });

  it('is read where a view has numbers twice', async () => {
    const tensors = await readWeights(fixture('overlapping.pth'));
    const sevenths = (...counts: number[]) => counts.map((count) => Math.fround(count / 7));
    expect([...tensors.get('overlapping')!.data]).toEqual(sevenths(19, 20, 21, 21, 22, 23));
    expect([...tensors.get('last')!.data]).toEqual(sevenths(23));
  });

  it('is found within a saved training state, under any name where there is but one', async () => {
    for (const file of ['training-state.pth', 'other-name.pth'])
      expect([...(await readWeights(fixture(file))).keys()]).toEqual(['weight']);
    const message = await refusal(readWeights(fixture('two-names.pth')));
    expect(message).toMatch(/found several state dicts, student, teacher; expected a state dict/);
  });

  it('is read as Python 2 left it: made of its pairs, with parameters of a GPU', async () => {
    const { shape, data } = (await readWeights(fixture('python2.pth'))).get('weight')!;
    expect([shape, [...data]]).toEqual([[2, 2], [1, 2, 3, 4].map((count) => Math.fround(count / 7))]);
  });

  it('has its axes turned into ours: the same layers give the same maps', async () => {
    const tensors = await readWeights(fixture('layers.pth'));
    const { images, outputs } = JSON.parse(await readFile(fixture('layers.json'), 'utf8')) as {
      images: number[];
      outputs: number[];
    };
    const weights = (name: string, order: readonly number[]) => {
      const { data, shape } = tensors.get(name)!;
      const turned = inverseOrder(order);
      return tf.tensor4d(
        permuteAxes(data as Float32Array, shape, turned),
        turned.map((axis) => shape[axis]) as [number, number, number, number],
      );
    };
    tf.tidy(() => {
      const first = convolution(
        tf.tensor4d(images, [1, 4, 5, 3]),
        weights('convolution.weight', convolutionOrder),
        { stride: 1, padding: 1 },
      );
      const biased = tf.add(first, tf.tensor1d(tensors.get('convolution.bias')!.data as Float32Array));
      const found = transposedConvolution(
        biased as tf.Tensor4D,
        weights('enlarging.weight', transposedOrder),
      ).dataSync();
      for (const [index, value] of outputs.entries()) expect(found[index]).toBeCloseTo(value, 5);
    });
  });

  it.each([
    ['command.pth', /pickle, byte \d+: found a reference to (posix|os)\.system/],
    ['command-legacy.pth', /pickle, byte \d+: found a reference to (posix|os)\.system/],
    ['eval.pth', /pickle, byte 2: found a reference to builtins\.eval/],
    ['instance.pth', /pickle, byte 18: found the opcode 0x69 'i'/],
    ['extension.pth', /pickle, byte 2: found the opcode 0x82/],
    ['new-object.pth', /pickle, byte 28: found the opcode 0x81/],
    ['expanded.pth', /tensor of storage 0: found 1000000000000 elements of 1 that are stored/],
    ['compressed.pth', /the entry archive\/data\.pkl compressed/],
  ])('%s is refused with the place, and nothing is executed', async (name, message) => {
    expect(await refusal(readWeights(fixture(name)))).toMatch(message);
  });

  it.each(['zip.pth', 'legacy.pth', 'python2.pth'])(
    '%s cut or changed anywhere never gives other numbers',
    async (name) => {
      const bytes = await readFile(fixture(name));
      const file = join(folder, 'damaged.pth');
      for (let length = 0; length < bytes.length; length += 37) {
        await writeFile(file, bytes.subarray(0, length));
        expect(await refusal(readWeights(file))).toContain(file);
      }
      if (name !== 'zip.pth') return;
      const start = bytes.indexOf(Buffer.from(Float32Array.of(1 / 7).buffer));
      const changed = Buffer.from(bytes);
      changed[start] ^= 1;
      await writeFile(file, changed);
      expect(await refusal(readWeights(file))).toMatch(/checksum/);
    },
  );
});

type Network = ReturnType<typeof createWdr> | ReturnType<typeof createZebraPose>;

const networks: [PublicDefinitionName, (seed: number) => Network][] = [
  ['wdr', (seed) => createWdr(tinyWdr, seed)],
  ['caSpaceNet', (seed) => createCaSpaceNet(tinyWdr, seed)],
  ['zebraPose', (seed) => createZebraPose(tinyZebraPose, seed)],
];

/** The bits of every number, by name. */
const bitsOf = ({ parameters, statistics }: Network) =>
  new Map(
    [...parameters, ...statistics].map(({ name, variable }) => [
      name,
      [...new Uint32Array(variable.dataSync().slice().buffer)],
    ]),
  );

/** Numbers of which a conversion through text or arithmetic would not keep all bits. */
const delicate = [-0, 1e-45, -3e-39, 3.4028234663852886e38, -3.4028234663852886e38, 0.1];

describe.each(networks)('weights of %s', (definition, create) => {
  const make = (seed: number) => {
    const network = create(seed);
    onTestFinished(() => {
      network.dispose();
    });
    return network;
  };

  it.each(['.pth', '.safetensors'])('come back bit for bit as %s', async (ending) => {
    const [first, second] = [make(1), make(2)];
    const [{ variable }] = first.parameters;
    const values = Float32Array.from(variable.dataSync(), (value, index) => delicate[index] ?? value);
    tf.tidy(() => {
      variable.assign(tf.tensor(values, variable.shape));
    });
    const file = join(folder, `${definition}${ending}`);
    await saveWeights(first, file, definition);
    const before = tf.memory().numTensors;
    expect(await loadWeights(second, file, definition)).toBeGreaterThan(20);
    expect(tf.memory().numTensors).toBe(before);
    expect(bitsOf(second)).toEqual(bitsOf(first));
    const again = join(folder, `again${ending}`);
    await saveWeights(second, again, definition);
    expect(await readFile(again)).toEqual(await readFile(file));
  });

  it.each([NaN, Infinity, -Infinity])('with %s in them are refused by name', async (value) => {
    const network = make(1);
    const [{ variable }] = network.parameters;
    const file = join(folder, `${definition}-infinite.pth`);
    const values = variable.dataSync().slice();
    values[values.length - 1] = value;
    tf.tidy(() => {
      variable.assign(tf.tensor(values, variable.shape));
    });
    await saveWeights(network, file, definition);
    expect(await refusal(loadWeights(network, file, definition))).toMatch(/not finite \(\d+\): \S+/);
  });

  it('that are missing, extra or misshapen are listed by name, and nothing is assigned', async () => {
    const network = make(1);
    const file = join(folder, `${definition}-faults.safetensors`);
    await saveWeights(network, file, definition);
    const tensors = await readWeights(file);
    const [missing, misshapen] = [...tensors.keys()].filter((name) => name.endsWith('.weight'));
    tensors.delete(missing);
    tensors.set(misshapen, { dtype: 'F32', shape: [2], data: new Float32Array(2) });
    tensors.set('stranger', { dtype: 'F32', shape: [1], data: new Float32Array(1) });
    await writeFile(file, encodeSafetensors(tensors, new Map()));
    const other = make(5);
    const start = bitsOf(other);
    const message = await refusal(loadWeights(other, file, definition));
    expect(message).toContain(
      `missing (1): ${missing}; extra (1): stranger; misshapen (1): ${misshapen} (F32 [2]`,
    );
    expect(bitsOf(other)).toEqual(start);
  });
});

describe('other starts', () => {
  it("CA-SpaceNet begins with WDR's weights on both paths, behind a wrapper's names too", async () => {
    const [wdr, network] = [createWdr(tinyWdr, 1), createCaSpaceNetInTraining(tinyWdr, 2)];
    const file = join(folder, 'start.safetensors');
    await saveWeights(wdr, file, 'wdr');
    const wrapped = [...(await readWeights(file))].map(
      ([name, tensor]) => [`module.${name}`, tensor] as const,
    );
    await writeFile(file, encodeSafetensors(new Map(wrapped), new Map()));
    await loadWeights(network, file, 'wdr');
    const [ours, theirs] = [bitsOf(network), bitsOf(wdr)];
    const name = 'backbone.features.stage2.unit1.conv.weight';
    expect(ours.get(name)).toEqual(theirs.get(name));
    expect(ours.get(`maskedPath.${name}`)).toEqual(theirs.get(name));
    for (const one of [wdr, network]) one.dispose();
  });

  it.each([
    ['darknet53' as const, 'wdr' as const, 'backbone.', 'output.weight'],
    ['resnet34' as const, 'zebraPose' as const, 'backbone.', 'fc.weight'],
  ])('a classifier as %s starts the backbone alone', async (classifier, definition, prefix, head) => {
    const create = networks.find(([name]) => name === definition)![1];
    const [source, target] = [create(1), create(2)];
    const file = join(folder, 'classifier.safetensors');
    await saveWeights(source, file, classifier);
    const tensors = await readWeights(file);
    expect(
      tensors.has(classifier === 'resnet34' ? 'layer1.0.conv1.weight' : 'features.init_block.conv.weight'),
    ).toBe(true);
    tensors.set(head, { dtype: 'F32', shape: [1], data: new Float32Array(1) });
    await writeFile(file, encodeSafetensors(tensors, new Map()));
    const before = bitsOf(target);
    await loadWeights(target, file, classifier);
    const [after, wanted] = [bitsOf(target), bitsOf(source)];
    for (const [name, values] of after)
      expect(values).toEqual((name.startsWith(prefix) ? wanted : before).get(name));
    for (const one of [source, target]) one.dispose();
  });

  it('no file, another kind of file, another ending', async () => {
    expect(await refusal(readWeights(join(folder, 'nowhere.pth')))).toMatch(/ENOENT|no such file/);
    const text = join(folder, 'text.pth');
    await writeFile(text, 'weights');
    expect(await refusal(readWeights(text))).toMatch(/byte 0: found another kind of file/);
    const network = createZebraPose(tinyZebraPose, 1);
    await expect(saveWeights(network, join(folder, 'a.h5'), 'zebraPose')).rejects.toThrow(ConfigurationError);
    network.dispose();
  });
});

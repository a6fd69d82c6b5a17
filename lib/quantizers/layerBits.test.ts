import { describe, expect, it, onTestFinished } from 'vitest';
import { tinyWdr } from '../../test/support/syntheticTask';
import { ConfigurationError } from '../common/errors';
import { createDlr, tinyDlr } from '../models/dlr';
import { createSegDriven, tinySegDriven } from '../models/segDriven';
import { createWdr } from '../models/wdr';
import { createZebraPose, tinyZebraPose } from '../models/zebraPose';
import { firstAndLastLayers } from './layerBits';
import { countDistinctValues } from './distinctValues';
import { quantize, type QuantizationOptions } from './quantization';

function quantized(options: QuantizationOptions, bits = { backbone: 3, fpn: 2, head: 4 }) {
  const network = createWdr(tinyWdr, 1);
  const quantization = quantize(network, bits, 'lsq', options);
  onTestFinished(() => {
    quantization.dispose();
    network.dispose();
  });
  return { network, quantization };
}

describe('widths of layers', () => {
  it('are those of their modules, unless the layer has its own', () => {
    const { network, quantization } = quantized({
      layerBits: { 'head.cls_logits': 8, 'fpn.inner_convs.1': 32 },
    });
    const modules = { backbone: 3, fpn: 2, head: 4 } as Record<string, number>;
    for (const { name, module } of network.layers) {
      const own = { 'head.cls_logits': 8, 'fpn.inner_convs.1': 32 } as Record<string, number>;
      expect(quantization.layerBits[name]).toBe(own[name] ?? modules[module]);
    }
    expect(quantization.quantizers.some(({ layer }) => layer === 'fpn.inner_convs.1')).toBe(false);
    expect(Object.keys(countDistinctValues(network, quantization))).toHaveLength(network.layers.length - 1);
  });

  it('can be of one layer alone', () => {
    const full = { backbone: 32, fpn: 32, head: 32 };
    const { quantization } = quantized({ layerBits: { 'head.pose_pred': 2 } }, full);
    expect(quantization.quantizers.map(({ layer, bits }) => [layer, bits])).toEqual([['head.pose_pred', 2]]);
  });

  it('can be of some layers of modules alone', () => {
    const onlyLayers = ['fpn.inner_convs.1', 'head.pose_pred'];
    const { quantization } = quantized({ onlyLayers }, { backbone: 32, fpn: 2, head: 4 });
    expect(quantization.quantizers.map(({ layer, bits }) => [layer, bits])).toEqual([
      ['fpn.inner_convs.1', 2],
      ['head.pose_pred', 4],
    ]);
    const full = { backbone: 8, fpn: 32, head: 8 };
    expect(() => quantized({ onlyLayers }, full)).toThrow(
      /onlyLayers: found "fpn\.inner_convs\.1".*below 32/,
    );
  });

  it('leave first and last layers alone where that is asked for, their inputs too', () => {
    const { network, quantization } = quantized({
      firstAndLastLayers: 32,
      activations: { bits: 'as weights', method: 'calibrated' },
    });
    const outer = ['backbone.features.init_block.conv', 'head.cls_logits', 'head.pose_pred'];
    for (const { name } of network.layers)
      expect(quantization.layerBits[name] === 32, name).toBe(outer.includes(name));
    expect(quantization.activationQuantizers.map(({ layer, bits }) => [layer, bits])).toEqual(
      quantization.quantizers.map(({ layer, bits }) => [layer, bits]),
    );
  });

  it('give first and last layers a width of their own, in modules that are quantized', () => {
    const { quantization } = quantized({ firstAndLastLayers: 8 }, { backbone: 3, fpn: 2, head: 32 });
    expect(quantization.layerBits['backbone.features.init_block.conv']).toBe(8);
    expect(quantization.layerBits['head.pose_pred']).toBe(32);
  });

  it('do not keep the inputs of other layers from being quantized', () => {
    const full = { backbone: 32, fpn: 32, head: 32 };
    const activations = { bits: 8, method: 'learned', ofAllLayers: true } as const;
    const { network, quantization } = quantized({ activations }, full);
    expect(quantization.quantizers).toEqual([]);
    expect(quantization.activationQuantizers).toHaveLength(network.layers.length);
    const { quantization: inner } = quantized({ activations, firstAndLastLayers: 32 }, full);
    expect(inner.activationQuantizers).toHaveLength(network.layers.length - 3);
  });

  it.each([
    [{ firstAndLastLayers: 9 }, /firstAndLastLayers: found 9 bits.*2, 3, 4/],
    [{ layerBits: { 'fpn.nothing': 2 } }, /layerBits\.fpn\.nothing.*does not have/],
    [{ layerBits: { 'head.cls_logits': 9 } }, /layerBits\.head\.cls_logits: found 9 bits.*2, 3, 4/],
    [{ activations: { bits: 16, method: 'learned' as const } }, /activations of .*16 bits/],
  ])('refuse %j', (options, message) => {
    expect(() => quantized(options)).toThrow(ConfigurationError);
    expect(() => quantized(options)).toThrow(message);
  });
});

it('every network says which of its layers are first and last', () => {
  const networks = [
    createZebraPose(tinyZebraPose, 'zeros'),
    createDlr(tinyDlr, 'zeros'),
    createSegDriven(tinySegDriven, 'zeros'),
  ];
  expect(networks.map(({ layers }) => firstAndLastLayers(layers))).toEqual([
    ['backbone.conv1', 'aspp.conv_1x1_4'],
    [networks[1].layers[0].name, 'head.landmarks'],
    ['backbone.features.init_block.conv', 'segmentation.predict', 'regression.predict'],
  ]);
  for (const network of networks) network.dispose();
});

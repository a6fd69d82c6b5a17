import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { EnvironmentError } from '../../common/errors';
import { withPage } from '../browser';
import type { CompleteFigure } from './completeFigure';

/** Dots a px, for sharp text on dense screens and in print. */
export const pixelDensity = 2;

interface PlotWindow {
  readonly Plotly?: {
    newPlot(place: unknown, data: unknown, layout: unknown, config: unknown): Promise<unknown>;
  };
  readonly document: { getElementById(id: string): unknown };
}

/**
 * Draws a figure into a PNG of twice its size in px, with headless Chromium.
 * @throws EnvironmentError when no browser can be started or plotly refuses the figure
 */
export async function figureImage(figure: CompleteFigure): Promise<Buffer> {
  const { width, height } = figure;
  const screenshot = await withPage(async (page) => {
    await page.setViewport({ width, height, deviceScaleFactor: pixelDensity });
    await page.setContent('<body style="margin:0;background:#fff"><div id="figure"></div></body>');
    const script = await readFile(require.resolve('plotly.js-basic-dist-min'), 'utf8');
    await page.addScriptTag({ content: script });
    const fault = await page.evaluate(draw, JSON.stringify(figure.plotly));
    if (fault !== null) throw refusal(fault);
    return page.screenshot({ type: 'png', clip: { x: 0, y: 0, width, height } });
  });
  return sharp(screenshot).png({ palette: true, colours: 256, dither: 0, compressionLevel: 9 }).toBuffer();
}

/** Runs in the page. */
async function draw(text: string): Promise<string | null> {
  const page = globalThis as unknown as PlotWindow;
  const { data, layout, config } = JSON.parse(text) as Record<string, Record<string, unknown>>;
  try {
    const place = page.document.getElementById('figure');
    await page.Plotly!.newPlot(place, data, layout, { ...config, staticPlot: true });
    return null;
  } catch (error) {
    return String(error);
  }
}

function refusal(fault: string): EnvironmentError {
  return new EnvironmentError({
    field: 'figure',
    found: `plotly refuses to draw it: ${fault}`,
    expected: 'a figure made by one of the builders in lib/report',
    remedy: 'Check that its data are plain numbers and texts.',
  });
}

import { fractalNoise } from '../valueNoise';
import type { Painter, PaintColor } from './painter';

/** Paints one face of the cubesat on a square of 100 x 100 mm, top edge first. */
export type FaceArt = (painter: Painter) => void;

const WHITE: PaintColor = [238, 238, 234];
const INK: PaintColor = [24, 26, 30];
const SILVER: PaintColor = [176, 180, 186];
const RED: PaintColor = [212, 26, 32];
const GOLD: PaintColor = [226, 164, 44];

function brighten(channel: number, factor: number): number {
  return Math.round(Math.min(255, channel * factor));
}

/** A rectangle with cut corners, as solar cells have, with its fingers and bus bars. */
function solarCell(
  painter: Painter,
  x: number,
  y: number,
  width: number,
  height: number,
  base: PaintColor,
  line: PaintColor,
): void {
  const cut = Math.min(width, height) * 0.16;
  painter.polygon(
    [
      [x + cut, y],
      [x + width - cut, y],
      [x + width, y + cut],
      [x + width, y + height - cut],
      [x + width - cut, y + height],
      [x + cut, y + height],
      [x, y + height - cut],
      [x, y + cut],
    ],
    base,
  );
  for (let finger = y + 2.2; finger < y + height - 2; finger += 2.6) {
    const inset = Math.max(0, cut - (finger - y), cut - (y + height - finger)) + 0.6;
    painter.rectangle(x + inset, finger, width - 2 * inset, 0.34, line);
  }
  for (const share of [0.28, 0.72]) painter.rectangle(x + width * share - 0.5, y, 1, height, SILVER);
}

/** Screws at the corners and a dark edge: the frame of a panel. */
function panel(painter: Painter, board: PaintColor): void {
  painter.rectangle(0, 0, 100, 100, board);
  for (const x of [5, 95]) {
    for (const y of [5, 95]) {
      painter.circle(x, y, 1.9, SILVER);
      painter.rectangle(x - 1.2, y - 0.25, 2.4, 0.5, INK);
    }
  }
}

/** Two wide blue cells over an orange kapton strip with the mission's name. */
export const blueSolarFace: FaceArt = (painter) => {
  panel(painter, [22, 44, 40]);
  solarCell(painter, 8, 8, 84, 32, [28, 62, 178], [92, 130, 220]);
  solarCell(painter, 8, 42, 84, 32, [34, 78, 205], [92, 130, 220]);
  painter.rectangle(8, 77, 84, 17, [236, 112, 22]);
  painter.text(13, 79.5, 1.72, 'MQAT-1', WHITE);
  painter.rectangle(78, 79, 11, 13, INK);
};

/** Golden foil with a red patch and the sensor window. */
export const foilFace: FaceArt = (painter) => {
  painter.fill(0, 0, 100, 100, (x, y) => {
    // Ridges of smooth noise look like creased foil.
    const ridge = Math.abs(2 * fractalNoise(7, x / 9 + 0.4 * Math.sin(y / 11), y / 14, 0.5, 3) - 1);
    const light = 0.8 + 1.5 * ridge;
    return [brighten(GOLD[0], light), brighten(GOLD[1], light), brighten(GOLD[2], light)];
  });
  for (const seam of [33, 67]) painter.rectangle(0, seam - 0.5, 100, 1, [150, 98, 20]);
  painter.rectangle(8, 8, 38, 38, RED);
  painter.rectangle(23, 14, 8, 26, WHITE);
  painter.rectangle(14, 23, 26, 8, WHITE);
  painter.rectangle(54, 58, 38, 34, INK);
  painter.rectangle(57, 61, 32, 28, [58, 66, 80]);
  painter.text(53, 12, 1.3, 'SWISS', [84, 44, 4]);
  painter.text(53, 24, 1.3, 'CUBE', [84, 44, 4]);
};

/** White deck with the camera's dark ring, a green board and a hazard strip. */
export const deckFace: FaceArt = (painter) => {
  panel(painter, WHITE);
  painter.rectangle(56, 8, 36, 50, [20, 122, 62]);
  for (let y = 12; y < 56; y += 7) {
    painter.rectangle(59, y, 9, 4, INK);
    painter.rectangle(72, y + 1, 16, 0.8, [214, 178, 70]);
  }
  painter.circle(30, 32, 22, SILVER);
  painter.circle(30, 32, 19, INK);
  painter.fill(8, 72, 84, 20, (x, y) => ((x + y) % 16 < 8 ? [246, 200, 20] : INK));
  painter.text(58, 61, 1.1, 'CAM 1', RED);
};

/** Four violet cells around a cyan patch. */
export const violetSolarFace: FaceArt = (painter) => {
  panel(painter, [40, 30, 44]);
  for (const x of [8, 52]) {
    for (const y of [8, 52]) solarCell(painter, x, y, 40, 40, [98, 36, 132], [150, 92, 184]);
  }
  painter.circle(50, 50, 15, [30, 190, 200]);
  painter.circle(50, 50, 8, WHITE);
  painter.rectangle(52, 8, 40, 12, WHITE);
  painter.text(54, 9.5, 1.2, '-X 1U', INK);
};

/** White radiator with a broad red diagonal and vents. */
export const radiatorFace: FaceArt = (painter) => {
  panel(painter, [214, 220, 226]);
  painter.polygon(
    [
      [0, 62],
      [62, 0],
      [92, 0],
      [0, 92],
    ],
    RED,
  );
  for (let y = 58; y < 92; y += 6) painter.rectangle(56, y, 36, 3, [70, 78, 90]);
  painter.text(58, 40, 1.4, 'SAT', INK);
};

/** Teal plate with a copper patch antenna and separation switches. */
export const patchAntennaFace: FaceArt = (painter) => {
  panel(painter, [16, 96, 110]);
  painter.rectangle(26, 20, 52, 52, [196, 104, 58]);
  painter.rectangle(30, 24, 44, 44, [222, 134, 84]);
  painter.circle(62, 40, 3, SILVER);
  painter.rectangle(8, 80, 84, 10, INK);
  painter.text(12, 81.5, 1, 'ANTENNE 1', WHITE);
  for (const x of [12, 88]) painter.circle(x, 14, 5, SILVER);
};

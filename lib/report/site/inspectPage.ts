/** Runs in the page, as text, for the library knows no document: the faults that can be read from it. */
export const inspectPage = `(() => {
  const faults = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) faults.push('scrolls sideways, ' + root.scrollWidth + ' px');
  for (const image of document.images) {
    if (!image.alt) faults.push('a picture has no alternative text');
    if (!image.complete || image.naturalWidth === 0) faults.push('a picture is missing: ' + image.src);
  }
  for (const plot of document.querySelectorAll('.plot')) {
    if (!plot.getAttribute('aria-label')) faults.push(plot.id + ' has no alternative text');
    if (!plot.querySelector('svg.main-svg')) faults.push(plot.id + ' is empty');
  }
  for (const part of document.querySelectorAll('.scroll')) {
    if (part.tabIndex !== 0) faults.push('the keyboard cannot scroll ' + part.getAttribute('aria-label'));
  }
  const channels = (color) => (color.match(/[\\d.]+/g) ?? []).map(Number);
  const luminance = (color) => {
    const [r, g, b] = channels(color).map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = getComputedStyle(at).backgroundColor;
      if (channels(color)[3] !== 0) return color;
    }
    return 'rgb(255, 255, 255)';
  };
  for (const element of document.querySelectorAll('main :is(p, li, td, th, a, code, button, small, b, h1, h2)')) {
    if (element.closest('.plot') || element.textContent.trim() === '') continue;
    const [low, high] = [getComputedStyle(element).color, ground(element)].map(luminance).sort((a, b) => a - b);
    const contrast = (high + 0.05) / (low + 0.05);
    if (contrast < 4.5) {
      faults.push('contrast ' + contrast.toFixed(1) + ' of "' + element.textContent.trim().slice(0, 40) + '"');
      break;
    }
  }
  return faults;
})()`;

// Builds elements. Texts only ever become text nodes, so nothing that a stranger wrote can become markup.

const SVG = 'http://www.w3.org/2000/svg';

function build(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on')) element.addEventListener(name.slice(2), value);
    else element.setAttribute(name, value === true ? '' : String(value));
  }
  append(element, children);
  return element;
}

function append(element, children) {
  for (const child of children.flat(Infinity)) {
    if (child === null || child === undefined || child === false) continue;
    element.append(child instanceof Node ? child : String(child));
  }
}

export const h = (tag, attributes, ...children) => build(document.createElement(tag), attributes, children);
export const svg = (tag, attributes, ...children) => build(document.createElementNS(SVG, tag), attributes, children);

/** A text with `code` in it. */
export function prose(text) {
  return text.split('`').map((part, i) => (i % 2 ? h('code', null, part) : part));
}

// Controls, marks that turn the direction of writing, and what shows nothing.
const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/g;

export function visible(text, most = 160) {
  const shown = text.length > most ? text.slice(0, most - 1) + '…' : text;
  return shown.replace(HIDDEN, '\ufffd');
}

/** What a stranger wrote: bounded, on its own in its direction of writing. */
export function foreign(text, most = 160) {
  return text === null || text === undefined || text === '' ? '–' : h('bdi', null, visible(String(text), most));
}

/** Lines that a stranger wrote, for a place where lines stay lines. */
export const foreignLines = (lines, most = 1000) => lines.map((line, i) => [i ? '\n' : '', line ? foreign(line, most) : '']);

export function replace(element, ...children) {
  element.replaceChildren();
  append(element, children);
  return element;
}

/** Hands a file to the browser's downloads. */
export function save(name, blob) {
  const address = URL.createObjectURL(blob);
  const link = h('a', { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
}

'use strict';
// Charts as inline SVG. Used by page.js, whose h() is there by the time anything is drawn.
const svg = (tag, props, ...children) => {
  const node = document.createElementNS('http://www.w3.org/2000/svg', tag);
  for (const [name, value] of Object.entries(props)) node.setAttribute(name, value);
  node.append(...children.flat(9));
  return node;
};
/* A grouped bar for each category; line and area charts are drawn the same, for the numbers are what matters here. */
const chart = b => {
  const series = b.chart.series || [{name: b.title, data: b.chart.segments}];
  const labels = b.chart.axis_config?.categories || b.chart.segments.map(each => each.label);
  const most = Math.max(1, ...series.flatMap(each => each.data.map(point => point.value)));
  const [wide, high, left, foot] = [420, 150, 28, 22];
  const slot = (wide - left) / labels.length;
  const bar = Math.min(22, slot * .74 / series.length);
  const y = value => 8 + (high - 8) * (1 - value / most);
  const lines = [...new Set([0, Math.round(most / 2), most])].map(value => [
    svg('line', {class: 'grid', x1: left, x2: wide, y1: y(value), y2: y(value)}),
    svg('text', {class: 'tick', x: left - 6, y: y(value) + 4, 'text-anchor': 'end'}, String(value))]);
  const bars = labels.map((label, at) => [
    svg('text', {class: 'tick', x: left + slot * (at + .5), y: high + foot - 6, 'text-anchor': 'middle'}, label),
    series.map((each, nth) => svg('rect', {class: 'series-' + nth, rx: 2, width: bar - 2, height: Math.max(0, high - y(each.data[at].value)),
      x: left + slot * (at + .5) + (nth - series.length / 2) * bar, y: y(each.data[at].value)}, svg('title', {}, `${label}, ${each.name}: ${each.data[at].value}`)))]);
  const spoken = series.map(each => each.name + ': ' + each.data.map(point => point.label + ' ' + point.value).join(', ')).join('. ');
  return h('figure', {class: 'chart'}, h('figcaption', {}, b.title),
    svg('svg', {viewBox: `0 0 ${wide} ${high + foot}`, role: 'img', 'aria-label': spoken}, lines, bars),
    h('div', {class: 'legend'}, series.map((each, nth) => h('span', {class: 'key'}, h('i', {class: 'series-' + nth}), each.name))));
};

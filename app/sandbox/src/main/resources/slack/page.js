'use strict';
// Everything an app or a person wrote goes into the page as text nodes; no markup is ever parsed from it.
const $ = id => document.getElementById(id);
const h = (tag, props, ...children) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props || {})) {
    if (value === undefined || value === false || value === null) continue;
    if (name.startsWith('on')) node.addEventListener(name.slice(2), value);
    else if (name === 'class') node.className = value;
    else node.setAttribute(name, value === true ? '' : value);
  }
  node.append(...children.flat(9).filter(child => child !== undefined && child !== null && child !== ''));
  return node;
};

let state = null;
let me = sessionStorage.getItem('me') || 'U012ALICE';
let here = sessionStorage.getItem('here') || '';
let generation = 0;
const permalink = /^\/archives\/(\w+)\/p(\d+)(\d{6})$/.exec(location.pathname);
if (permalink) here = permalink[1];
const target = permalink && permalink[2] + '.' + permalink[3];
const seen = new Map();   // channel → newest ts that was on screen
let settled = false;       // what was there when the page opened does not move in
const drawn = new Map();  // ts → {key, node}
const opened = new Map(); // ts → whether its thread was opened or closed by hand
/* ---- talking to the sandbox ---- */
const post = async (what, body) => {
  try {
    const response = await fetch('/_sandbox/' + what, {
      method: 'POST', headers: {'Content-Type': 'application/json'}, body: JSON.stringify({as: me, ...body})});
    const answer = await response.json();
    if (!answer.ok) toast(answer.error || (answer.status ? `The app answered ${answer.status}.` : answer.body));
    return answer;
  } catch (gone) {
    toast('The sandbox does not answer.');
    return {ok: false};
  }
};
const toast = text => {
  const node = h('div', {class: 'toast'}, '⚠️ ', text);
  $('toasts').append(node);
  setTimeout(() => node.remove(), 7000);
};
const poll = async () => {
  const mine = ++generation;
  let since = '';
  while (mine === generation) {
    try {
      const response = await fetch(`/_sandbox/state?as=${encodeURIComponent(me)}${since}`);
      if (mine !== generation) return;
      if (response.status === 404) { me = 'U012ALICE'; since = ''; throw new Error('unknown user'); }
      if (!response.ok) throw new Error(response.status);
      state = await response.json();
      if (mine !== generation) return;
      since = `&since=${state.revision}`;
      draw();
    } catch (gone) {
      $('status').textContent = 'Sandbox not reachable, trying again';
      $('status').classList.add('off');
      await new Promise(resume => setTimeout(resume, 1500));
      since = '';
    }
  }
};
/* ---- text ---- */
const EMOJI = {lock: '🔒', closed_lock_with_key: '🔐', key: '🔑', white_check_mark: '✅', heavy_check_mark: '✔️', x: '❌', hourglass: '⌛',
  hourglass_flowing_sand: '⏳', warning: '⚠️', bell: '🔔', robot_face: '🤖', no_entry: '⛔', no_entry_sign: '🚫', tada: '🎉', eyes: '👀',
  memo: '📝', rotating_light: '🚨', information_source: 'ℹ️', wastebasket: '🗑️', wave: '👋', shield: '🛡️', '+1': '👍', '-1': '👎'};
const emoji = text => text.replace(/:([a-z0-9_+-]+):/g, (all, name) => EMOJI[name] || all);
const decode = text => text.replace(/&(lt|gt|amp);/g, (all, name) => ({lt: '<', gt: '>', amp: '&'})[name]);
const person = id => state.users.find(user => user.id === id);
const nameOf = id => id === 'USLACKBOT' ? 'Slackbot' : person(id)?.name || id;
const link = (url, label) => /^https?:\/\//i.test(url) || /^mailto:/i.test(url)
  ? h('a', {href: url, target: '_blank', rel: 'noopener noreferrer'}, label || url) : document.createTextNode(label || url);
const mention = (text, all) => h('span', {class: all ? 'mention all' : 'mention'}, text);

const dayOf = date => new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
const pretty = (date, options) => ['yesterday', 'today', 'tomorrow'][Math.round((dayOf(date) - dayOf(new Date())) / 86400000) + 1]
  || date.toLocaleDateString(undefined, options);
const clock = date => date.toLocaleTimeString(undefined, {hour: 'numeric', minute: '2-digit'});
const SHORT = {month: 'short', day: 'numeric', year: 'numeric'};
const LONG = {weekday: 'long', month: 'long', day: 'numeric', year: 'numeric'};
const ago = date => {
  const minutes = Math.round((date - Date.now()) / 60000);
  const words = new Intl.RelativeTimeFormat(undefined, {numeric: 'auto'});
  if (Math.abs(minutes) < 60) return words.format(minutes, 'minute');
  return Math.abs(minutes) < 2880 ? words.format(Math.round(minutes / 60), 'hour') : words.format(Math.round(minutes / 1440), 'day');
};
const slackDate = (unix, format, fallback) => {
  const date = new Date(unix * 1000);
  if (isNaN(date)) return fallback;
  const tokens = {time: clock(date), time_secs: date.toLocaleTimeString(), ago: ago(date),
    date: date.toLocaleDateString(undefined, {month: 'long', day: 'numeric', year: 'numeric'}), date_num: date.toISOString().slice(0, 10),
    date_short: date.toLocaleDateString(undefined, SHORT), date_long: date.toLocaleDateString(undefined, LONG),
    date_pretty: pretty(date, {month: 'long', day: 'numeric', year: 'numeric'}), date_short_pretty: pretty(date, SHORT), date_long_pretty: pretty(date, LONG)};
  const shown = format.replace(/\{(\w+)\}/g, (all, name) => tokens[name] || all);
  return h('time', {datetime: date.toISOString(), title: date.toLocaleString()}, shown);
};
const entity = inside => {
  const [target, ...rest] = inside.split('|');
  const label = decode(rest.join('|'));
  if (target.startsWith('@')) return mention('@' + nameOf(target.slice(1)));
  if (target.startsWith('#')) return mention('#' + (state.channels.find(each => each.id === target.slice(1))?.name || label || target.slice(1)));
  if (target.startsWith('!subteam^')) return mention('@' + (state.groups.find(each => each.id === target.slice(9))?.handle || label || target.slice(9)));
  if (target.startsWith('!date^')) { const [, unix, format] = target.split('^'); return slackDate(unix, format || '', label); }
  if (target.startsWith('!')) return mention('@' + target.slice(1), true);
  return link(decode(target), label);
};
// Inner text of *bold* and the like may hold more of it; code may not.
const INLINE = /```([\s\S]+?)```|`([^`\n]+)`|<([^<>\n]+)>|(?<![\w*])\*(?=\S)([^*\n]*?\S)\*(?![\w*])|(?<![\w_])_(?=\S)([^_\n]*?\S)_(?![\w_])|(?<![\w~])~(?=\S)([^~\n]*?\S)~(?![\w~])/;
const inline = text => {
  const nodes = [];
  while (text) {
    const found = INLINE.exec(text);
    if (!found) { nodes.push(emoji(decode(text))); break; }
    if (found.index) nodes.push(emoji(decode(text.slice(0, found.index))));
    const [all, block, code, special, bold, italic, strike] = found;
    if (block !== undefined) nodes.push(h('pre', {}, decode(block.replace(/^\n|\n$/g, ''))));
    else if (code !== undefined) nodes.push(h('code', {}, decode(code)));
    else if (special !== undefined) nodes.push(entity(special));
    else if (bold !== undefined) nodes.push(h('strong', {}, inline(bold)));
    else if (italic !== undefined) nodes.push(h('em', {}, inline(italic)));
    else nodes.push(h('s', {}, inline(strike)));
    text = text.slice(found.index + all.length);
  }
  return nodes;
};
const mrkdwn = text => text.split(/((?:^&gt; ?.*(?:\n|$))+)/m).map(part => part.startsWith('&gt;')
  ? h('blockquote', {}, inline(part.replace(/^&gt; ?/gm, '').replace(/\n$/, ''))) : inline(part));
const textOf = object => !object ? [] : object.type === 'mrkdwn' ? mrkdwn(object.text)
  : [object.emoji === false ? object.text : emoji(object.text)];

const rich = element => {
  const style = element.style || {};
  let node;
  switch (element.type) {
    case 'link': node = link(element.url, element.text); break;
    case 'emoji': node = document.createTextNode(EMOJI[element.name] || `:${element.name}:`); break;
    case 'user': node = mention('@' + nameOf(element.user_id)); break;
    case 'usergroup': node = entity('!subteam^' + element.usergroup_id); break;
    case 'channel': node = entity('#' + element.channel_id); break;
    case 'broadcast': node = mention('@' + element.range, true); break;
    case 'date': node = slackDate(element.timestamp, element.format, element.fallback); break;
    default: node = document.createTextNode(element.text || '');
  }
  for (const [name, tag] of [['code', 'code'], ['bold', 'strong'], ['italic', 'em'], ['strike', 's']]) if (style[name]) node = h(tag, {}, node);
  return node;
};
const richPart = part => part.type === 'rich_text_list'
  ? h(part.style === 'ordered' ? 'ol' : 'ul', {}, part.elements.map(item => h('li', {}, item.elements.map(rich))))
  : h({rich_text_preformatted: 'pre', rich_text_quote: 'blockquote'}[part.type] || 'div', {}, part.elements.map(rich));
/* ---- blocks; `at` says where they stand: {message} or {view, form} ---- */
const act = async (at, element, value, control) => {
  if (control.getAttribute('aria-busy') === 'true') return;
  if (element.confirm && !await askFirst(element.confirm)) { if (control.tagName === 'SELECT') control.value = ''; return; }
  control.setAttribute('aria-busy', 'true');
  await post('click', {message: at.message, view: at.view, action_id: element.action_id, value, values: at.form ? valuesOf(at.form) : {}});
  control.setAttribute('aria-busy', 'false');
};
const interactive = (element, at) => {
  if (element.type === 'button') {
    const button = h('button', {type: 'button', class: 'button ' + (element.style || ''), 'aria-label': element.accessibility_label,
      'data-action': element.action_id, onclick: () => { if (element.url) window.open(element.url, '_blank', 'noopener'); act(at, element, element.value, button); }},
      textOf(element.text));
    return button;
  }
  if (element.type === 'checkboxes' || element.type === 'radio_buttons') return choices(element, choice => act(at, element, choice.value, choice));
  if (element.type === 'datepicker') {
    const date = h('input', {type: 'date', class: 'menu', value: element.initial_date, 'aria-label': element.placeholder?.text || 'Pick a date',
      onchange: () => act(at, element, date.value, date)});
    return date;
  }
  const select = h('select', {class: 'menu', 'aria-label': element.placeholder?.text || 'More actions', onchange: () => act(at, element, select.value, select)},
    h('option', {value: ''}, element.placeholder?.text || (element.type === 'overflow' ? '⋯' : 'Choose')),
    element.options.map(option => h('option', {value: option.value}, textOf(option.text))));
  return select;
};
const choices = (element, onchange) => element.options.map(option => {
  const box = h('input', {type: element.type === 'checkboxes' ? 'checkbox' : 'radio', name: element.action_id, value: option.value,
    checked: (element.initial_options || [element.initial_option]).some(each => each && each.value === option.value), onchange: () => onchange && onchange(box)});
  return h('label', {class: 'choice'}, box, h('span', {class: 'text'}, textOf(option.text), option.description ? h('div', {class: 'hint'}, textOf(option.description)) : ''));
});
const input = block => {
  const element = block.element;
  const id = 'in-' + block.block_id;
  const shared = {id, name: element.action_id, 'aria-describedby': id + '-more', required: !block.optional};
  const label = [textOf(block.label), block.optional ? h('span', {class: 'optional'}, ' (optional)') : ''];
  const more = h('div', {id: id + '-more'}, h('div', {class: 'error', role: 'alert'}), block.hint ? h('div', {class: 'hint'}, textOf(block.hint)) : '');
  if (element.type === 'checkboxes' || element.type === 'radio_buttons')
    return h('fieldset', {class: 'b-input', 'data-block': block.block_id}, h('legend', {}, label), choices(element), more);
  const limits = {maxlength: element.max_length || 3000, placeholder: element.placeholder?.text};
  let field;
  if (element.type === 'static_select') field = h('select', shared, h('option', {value: ''}, element.placeholder?.text || 'Choose'),
    element.options.map(option => h('option', {value: option.value, selected: element.initial_option?.value === option.value}, textOf(option.text))));
  else if (element.multiline) field = h('textarea', {...shared, ...limits}, element.initial_value || '');
  else if (element.type === 'datepicker') field = h('input', {...shared, type: 'date', value: element.initial_date});
  else field = h('input', {...shared, ...limits, type: 'text', value: element.initial_value});
  return h('div', {class: 'b-input', 'data-block': block.block_id}, h('label', {for: id}, label), field, more);
};
const block = (b, at) => {
  switch (b.type) {
    case 'header': return h('div', {class: 'b-header', role: 'heading', 'aria-level': '3'}, textOf(b.text));
    case 'divider': return h('hr', {class: 'b-divider'});
    case 'section': return h('div', {class: 'b-section'}, h('div', {class: 'grow'}, b.text ? h('div', {class: 'text'}, textOf(b.text)) : '',
      b.fields ? h('div', {class: 'fields'}, b.fields.map(field => h('div', {class: 'text'}, textOf(field)))) : ''),
      b.accessory && b.accessory.type !== 'image' ? interactive(b.accessory, at) : '');
    case 'context': return h('div', {class: 'b-context'}, b.elements.map(each => h('span', {class: 'text'}, each.type === 'image' ? each.alt_text : textOf(each))));
    case 'actions': return h('div', {class: 'b-actions'}, b.elements.map(each => interactive(each, at)));
    case 'rich_text': return h('div', {class: 'text'}, b.elements.map(richPart));
    case 'input': return input(b);
    case 'image': return h('div', {class: 'b-image'}, '🖼 ', b.alt_text);
    case 'table': return h('div', {class: 'scroll'}, h('table', {}, b.rows.map((row, at) => h('tr', {}, row.map(cell =>
      h(at ? 'td' : 'th', {}, cell.type === 'rich_text' ? cell.elements.map(richPart) : cell.text || ''))))));
    case 'data_visualization': return chart(b);
    default: return h('div', {class: 'text'}, b.text || `(${b.type})`);
  }
};
const blocks = (list, at) => h('div', {class: 'blocks'}, list.map(each => block(each, at)));
/* ---- dialogs ---- */
const askFirst = confirm => new Promise(decided => {
  const dialog = $('confirm');
  const done = yes => { dialog.onclose = null; dialog.close(); decided(yes); };
  dialog.onclose = () => decided(false);
  dialog.replaceChildren(h('form', {onsubmit: event => { event.preventDefault(); done(true); }},
    h('header', {}, h('h2', {id: 'confirm-title'}, textOf(confirm.title))),
    h('div', {class: 'content text'}, textOf(confirm.text)),
    h('footer', {}, h('button', {type: 'button', class: 'button', onclick: () => done(false)}, textOf(confirm.deny)),
      h('button', {type: 'submit', class: 'button ' + (confirm.style === 'danger' ? 'solid danger' : 'primary')}, textOf(confirm.confirm)))));
  dialog.showModal();
});
const valuesOf = form => {
  const values = {};
  // What is not ticked is not in the form's data, but is an answer.
  for (const box of form.querySelectorAll('[type=checkbox]')) values[box.name] = undefined;
  for (const [name, value] of new FormData(form)) values[name] = values[name] === undefined ? value : values[name] + ',' + value;
  for (const name in values) values[name] = values[name] ?? '';
  return values;
};
const showErrors = (form, errors) => {
  let first;
  for (const field of form.querySelectorAll('[data-block]')) {
    const wrong = errors[field.dataset.block];
    field.classList.toggle('wrong', Boolean(wrong));
    field.querySelector('.error').textContent = wrong || '';
    first = first || (wrong && field.querySelector('input,textarea,select'));
  }
  if (first) first.focus();
};
const drawModal = view => {
  const dialog = $('modal');
  if (!view) { if (dialog.open) dialog.close(); dialog.dataset.key = ''; return; }
  const key = view.id + view.hash;
  if (dialog.dataset.key === key) return;
  dialog.dataset.key = key;
  const close = () => post('close', {view: view.id});
  const form = h('form', {novalidate: true, onsubmit: async event => {
    event.preventDefault();
    const send = form.querySelector('[type=submit]');
    if (!send || send.getAttribute('aria-busy') === 'true') return;
    send.setAttribute('aria-busy', 'true');
    const answer = await post('submit', {view: view.id, values: valuesOf(form)});
    send.setAttribute('aria-busy', 'false');
    let said = {};
    try { said = JSON.parse(answer.body); } catch (empty) { /* an empty answer closes the modal */ }
    showErrors(form, said.errors || {});
  }});
  form.append(h('header', {}, h('h2', {id: 'modal-title'}, textOf(view.title)),
    h('button', {type: 'button', class: 'close', 'aria-label': 'Close', onclick: close}, '×')),
    h('div', {class: 'content'}, blocks(view.blocks, {view: view.id, form})),
    h('footer', {}, h('button', {type: 'button', class: 'button', onclick: close}, textOf(view.close).length ? textOf(view.close) : 'Cancel'),
      view.submit ? h('button', {type: 'submit', class: 'button primary'}, textOf(view.submit)) : ''));
  dialog.oncancel = event => { event.preventDefault(); close(); };
  dialog.replaceChildren(form);
  if (!dialog.open) dialog.showModal();
  const first = form.querySelector('.content input, .content textarea, .content select, footer .primary');
  if (first) first.focus();
};
/* ---- the page ---- */
const tone = id => 'tone-' + [...id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 7, 5);
const avatar = id => {
  const robot = person(id)?.bot || id === 'USLACKBOT';
  const initials = nameOf(id).split(' ').map(word => word[0]).slice(0, 2).join('');
  return h('span', {class: 'avatar ' + (robot ? 'robot' : tone(id)), 'aria-hidden': 'true'}, robot ? (id === state.bot ? '🔐' : '🤖') : initials);
};
const when = ts => new Date(Number(ts) * 1000);
const messageNode = (message, replies) => {
  const key = me + JSON.stringify([message, replies]);
  const before = drawn.get(message.ts);
  if (before && before.key === key) return before.node;
  const date = when(message.ts);
  const node = h('article', {class: 'message' + (message.ephemeral ? ' private' : '') + (before || !settled ? '' : ' arrived') + (message.ts === target ? ' target' : ''), 'data-ts': message.ts, tabindex: '-1',
    'aria-label': `${nameOf(message.user)}, ${clock(date)}`},
    message.ephemeral ? h('div', {class: 'only'}, '👁 Only visible to you') : '',
    avatar(message.user),
    h('div', {class: 'by'}, h('b', {}, nameOf(message.user)), message.bot_id || message.user === 'USLACKBOT' ? h('span', {class: 'app'}, 'app') : '',
      h('time', {datetime: date.toISOString(), title: date.toLocaleString()}, clock(date))),
    h('div', {class: 'body'}, message.blocks.length ? blocks(message.blocks, {message: message.ts}) : h('div', {class: 'text'}, mrkdwn(message.text), message.edited ? h('span', {class: 'edited'}, ' (edited)') : '')),
    replies.length ? h('details', {class: 'thread', 'aria-label': 'Thread', open: opened.get(message.ts) ?? replies.length < 2,
      ontoggle: event => opened.set(message.ts, event.target.open)},
      h('summary', {}, replies.length === 1 ? '1 reply' : replies.length + ' replies'), replies.map(reply => messageNode(reply, []))) : '');
  drawn.set(message.ts, {key, node});
  return node;
};
const drawMessages = () => {
  const list = $('messages');
  const atEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 80 || list.dataset.here !== here + me;
  const focused = document.activeElement?.closest?.('[data-ts]')?.dataset.ts;
  const mine = state.messages.filter(message => message.channel === here);
  const known = new Set(mine.map(message => message.ts));
  const nodes = [];
  let day = '';
  for (const message of mine.filter(each => !each.thread_ts || !known.has(each.thread_ts))) {
    const today = pretty(when(message.ts), LONG);
    if (today !== day) nodes.push(h('div', {class: 'day'}, today[0].toUpperCase() + today.slice(1)));
    day = today;
    nodes.push(messageNode(message, mine.filter(reply => reply.thread_ts === message.ts)));
  }
  if (!nodes.length) nodes.push(h('div', {class: 'empty'}, h('strong', {}, 'Nothing here yet'), 'When a bot asks for a credential, the request appears here with its buttons. Try ', h('code', {}, '/botcreds help'), ' meanwhile.'));
  // Moving a node that stays would lose its focus, so only what differs is touched.
  nodes.forEach((node, i) => { if (list.childNodes[i] !== node) list.insertBefore(node, list.childNodes[i] || null); });
  while (list.childNodes.length > nodes.length) list.lastChild.remove();
  list.dataset.here = here + me;
  if (focused && !document.activeElement?.closest?.('[data-ts]')) list.querySelector(`[data-ts="${CSS.escape(focused)}"]`)?.focus({preventScroll: true});
  if (atEnd) list.scrollTop = list.scrollHeight;
  if (mine.length) seen.set(here, mine[mine.length - 1].ts);
};
const go = place => { here = place; sessionStorage.setItem('here', place); menu(false); if (place === 'home') post('home', {}); draw(); };
const place = (id, sign, name, note) => {
  const unread = id === here || !seen.has(id) ? 0 : state.messages.filter(each => each.channel === id && each.ts > seen.get(id)).length;
  return h('li', {}, h('button', {type: 'button', 'data-place': id, 'aria-current': id === here ? 'page' : undefined, onclick: () => go(id)},
    h('span', {class: 'sign', 'aria-hidden': 'true'}, sign), h('span', {class: 'name'}, name),
    unread ? h('span', {class: 'unread', 'aria-label': unread + ' new'}, String(unread)) : note ? h('span', {class: 'note'}, note) : ''));
};
const refill = (list, ...items) => {
  const focused = list.contains(document.activeElement) && document.activeElement.dataset.place;
  list.replaceChildren(...items.flat());
  if (focused) list.querySelector(`[data-place="${CSS.escape(focused)}"]`)?.focus();
};
const drawSidebar = () => {
  $('team').textContent = state.team;
  const note = channel => channel.archived ? 'archived' : channel.shared ? 'shared' : '';
  refill($('channels'), state.channels.filter(each => !each.direct).map(each => place(each.id, '#', each.name, note(each))));
  const directs = state.channels.filter(each => each.direct);
  refill($('directs'), directs.map(each => place(each.id, '●', state.app, '')));
  $('directs').previousElementSibling.hidden = !directs.length;
  refill($('apps'), place('home', '⌂', state.app + ' Home', ''));
  const people = JSON.stringify(state.users);
  if ($('me').dataset.people !== people) {
    $('me').dataset.people = people;
    $('me').replaceChildren(...state.users.filter(user => user.id !== state.bot).map(user =>
      h('option', {value: user.id}, user.name + (user.note ? ` (${user.note})` : ''))));
  }
  $('me').value = me;
  $('me-avatar').replaceWith(Object.assign(avatar(me), {id: 'me-avatar'}));
};
const draw = () => {
  if (here !== 'home' && !state.channels.some(each => each.id === here)) here = state.channels.find(each => /approv/.test(each.name) && !each.archived)?.id || state.channels[0].id;
  state.channels.forEach(each => { if (!seen.has(each.id)) seen.set(each.id, state.messages.filter(one => one.channel === each.id).pop()?.ts || '0'); });
  drawSidebar();
  const channel = state.channels.find(each => each.id === here);
  $('title').textContent = !channel ? state.app : channel.direct ? state.app : '# ' + channel.name;
  document.title = $('title').textContent + ' · Sandbox Slack';
  $('status').textContent = state.link ? 'Events go to ' + state.link.replace(/^https?:\/\//, '') : 'No app yet';
  $('status').classList.toggle('off', !state.link);
  const home = !channel;
  $('messages').hidden = home;
  $('composer').hidden = home;
  $('home').hidden = !home;
  $('composer-text').placeholder = home ? '' : `Message ${channel.direct ? state.app : '#' + channel.name}, or /botcreds`;
  if (home) {
    const key = me + JSON.stringify(state.home || null);
    if ($('home').dataset.key !== key) {
      $('home').dataset.key = key;
      $('home').replaceChildren(state.home ? blocks(state.home.blocks, {view: state.home.id})
        : h('div', {class: 'empty'}, h('strong', {}, 'Nothing published'), 'The app has not put anything on this tab for you.'));
    }
  } else drawMessages();
  settled = true;
  drawModal(state.views[state.views.length - 1]);
};
const menu = open => {
  $('sidebar').classList.toggle('open', open);
  $('shade').hidden = !open;
  document.querySelector('main').inert = open;
  $('menu').setAttribute('aria-expanded', String(open));
  if (open) $('me').focus();
};

[$('menu').onclick, $('shade').onclick] = [() => menu(true), () => menu(false)];
document.addEventListener('keydown', event => {
  if (event.key === 'Escape' && $('sidebar').classList.contains('open')) { menu(false); $('menu').focus(); }
});
$('me').addEventListener('change', () => {
  me = $('me').value;
  sessionStorage.setItem('me', me);
  drawn.clear();
  settled = false;
  drawModal();
  menu(false);
  poll();
});
$('composer').addEventListener('submit', event => {
  event.preventDefault();
  const text = $('composer-text').value.trim();
  if (!text) return;
  $('composer-text').value = '';
  const [command, ...rest] = text.split(' ');
  if (text.startsWith('/')) post('command', {channel: here, command, text: rest.join(' ')});
  else post('say', {channel: here, text: text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;')});
});
poll();

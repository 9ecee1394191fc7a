// The MTA-STS policies that this collector hosts: the next steps of all domains, the earliest first.

import { h, foreign } from './dom.js';
import { get } from './api.js';
import { moment, plural } from './format.js';
import { at } from './place.js';
import { command } from './causes.js';

export async function policies() {
  const data = await get('/v1/sts');
  const now = data.commands.filter((one) => !one.from);
  const later = data.commands.filter((one) => one.from);
  const todo = data.records.length + now.length;
  const none = !todo && !later.length && !data.waiting.length && !data.enforcing.length;
  return {
    title: 'Hosted policies',
    body: [
      h('section', { class: 'lead' },
        h('h1', null, none ? 'No policies are hosted here' : todo ? `${plural(todo, 'step')} to take now` : 'No step to take now'),
        none ? h('p', null, 'This collector can serve the MTA-STS policies of your domains and show when enforce mode is safe. To host one, run: ', h('code', null, 'tlsrpt sts add DOMAIN'))
          : h('p', { class: 'quiet' }, 'MTA-STS policies that this collector hosts. Commands also need the option that names the collector, --data or --stack.')),
      data.records.length ? card('publish', 'Now: publish these records', command(data.records.join('\n'))) : null,
      now.length ? card('run', 'Now: run', now.map((one) => command(one.command))) : null,
      later.length ? card('later', 'Later', later.map((one) => [h('p', null, `From ${moment(one.from)}:`), command(one.command)])) : null,
      data.waiting.length ? card('waiting', 'Nothing to do now', h('ul', { class: 'counted' }, data.waiting.map((one) =>
        h('li', null, link(one.domain), ` (${one.stage}): `, one.from ? `from ${moment(one.from)}: ` : '', foreign(one.text, 600))))) : null,
      data.enforcing.length ? card('enforcing', 'In enforce mode', h('p', null, data.enforcing.map((one, i) => [i ? ', ' : '', link(one)]))) : null,
    ],
  };
}

const card = (id, title, ...content) => h('section', { class: 'card', 'aria-labelledby': id }, h('h2', { id }, title), content);

const link = (domain) => h('a', { href: at.domain(domain) }, foreign(domain, 80));

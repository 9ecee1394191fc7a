// Whether mail clients show a digest, as caniemail.com has tried it: every property that one of them does not know must
// have an attribute of HTML beside it, or be of no matter.
import { caniemail } from 'caniemail';
import { readFileSync } from 'node:fs';

const CLIENTS = ['gmail.android', 'gmail.desktop-webmail', 'gmail.ios', 'gmail.mobile-webmail', 'apple-mail.ios', 'apple-mail.macos',
  'outlook.android', 'outlook.ios', 'outlook.macos', 'outlook.outlook-com', 'outlook.windows', 'outlook.windows-mail',
  'yahoo.android', 'yahoo.desktop-webmail', 'yahoo.ios', 'thunderbird.macos', 'samsung-email.android', 'protonmail.desktop-webmail'];
const SPARE = new Map([
  ['<body> element', 'all is in a table'],
  ['border-spacing', 'cellspacing'],
  ['height property', 'height'],
  ['role attribute', 'read as a table'],
  ['white-space', 'nowrap'],
]);

let found = 0;
for (const file of process.argv.slice(2)) {
  const html = readFileSync(file, 'utf8');
  for (const client of CLIENTS) {
    for (const issues of caniemail({ clients: [client], html }).issues.errors.values()) {
      for (const { title } of issues.filter((issue) => !SPARE.has(issue.title))) {
        console.log(`${file}: ${client} does not know ${title}`);
        found++;
      }
    }
  }
}
process.exit(found ? 1 : 0);

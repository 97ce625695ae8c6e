import type { RulebookFile } from '../../../lib/core/rulebook/rulebook-file.ts';
import { LIFECYCLE_FILES } from './lifecycle-files.ts';

const FACTS = `{
  "$schema": "./schema/facts.json", "id": "facts", "owner": "cs-ops", "description": "What is known",
  "currency": "USD",
  "zone": "Europe/Berlin",
  "sources": { "product": { "maxSilence": "P3D" }, "crm": {} },
  "facts": {
    "status": { "type": "string", "in": ["trial", "customer"], "meaning": "Commercial status" },
    "arr": { "type": "money", "meaning": "Annual recurring revenue" },
    "seats": { "type": "number", "source": "product", "meaning": "Seats in use" },
    "startsOn": { "type": "date", "meaning": "First day of the contract" },
    "seenAt": { "type": "instant", "source": "product", "meaning": "Last use" },
    "csm": { "type": "string", "meaning": "Who looks after the account" },
    "flagged": { "type": "boolean", "meaning": "Somebody flagged it" },
    "logins": { "type": "series", "per": "day", "gap": "zero", "keep": "P100D", "source": "product", "meaning": "Logins" },
    "users": { "type": "series", "per": "day", "gap": "zero", "distinct": true, "source": "product", "meaning": "Users" },
    "csat": {
      "type": "list", "item": "answer", "max": 50, "keep": "P400D", "source": "crm", "meaning": "Answers",
      "fields": { "score": { "type": "number" }, "by": { "type": "contact" } }
    },
    "contacts": {
      "type": "set", "item": "contact", "max": 100, "source": "crm", "meaning": "People",
      "fields": {
        "roles": { "type": "list", "in": ["champion", "sponsor", "admin"] },
        "email": { "type": "string", "pii": true },
        "metAt": { "type": "instant" }
      }
    },
    "invoices": {
      "type": "set", "item": "invoice", "max": 100, "source": "crm", "meaning": "Invoices",
      "fields": { "state": { "type": "string", "in": ["open", "paid"] }, "due": { "type": "money" } }
    }
  }
}
`;

const SEGMENTS = `{
  "$schema": "./schema/segments.json", "id": "segments", "owner": "cs-ops", "description": "Who is who",
  "segments": [
    {
      "id": "large",
      "when": { "all": [{ "fact": "arr", "operator": "greaterThanInclusive", "value": 50000 }] },
      "people": { "csm": { "fact": "csm" }, "manager": "team:lead" },
      "targets": { "valueDays": 30 }
    },
    {
      "id": "small",
      "when": { "all": [{ "fact": "status", "operator": "equal", "value": "customer" }] },
      "people": { "csm": "queue:digital", "manager": "team:lead" },
      "targets": { "valueDays": 14 }
    }
  ],
  "otherwise": "unassigned"
}
`;

const STAGES = `{
  "$schema": "./schema/stages.json", "id": "stages", "owner": "cs-ops", "description": "Lifecycle",
  "tracks": {
    "lifecycle": [
      {
        "id": "onboarding",
        "enter": { "all": [{ "fact": "startsOn", "operator": "isKnown", "value": true }] },
        "done": { "all": [{ "fact": "seats", "operator": "greaterThan", "value": 5 }] },
        "owner": "csm",
        "due": { "from": "startsOn", "in": { "days": { "fact": "target.valueDays" } } }
      },
      { "id": "growth", "owner": "csm", "due": { "from": "entered", "in": "P90D" } }
    ]
  }
}
`;

const GUARDRAILS = `{
  "$schema": "./schema/guardrails.json", "id": "guardrails", "owner": "cs-ops", "description": "Good manners",
  "topics": { "onboarding": { "kind": "marketing" }, "billing": { "kind": "transactional" } },
  "caps": {
    "contact": [{ "per": "day", "max": 1 }, { "per": "week", "max": 3 }],
    "account": [{ "per": "week", "max": 5 }],
    "kinds": ["marketing"], "channels": ["email"]
  },
  "quietHours": { "from": "20:00", "to": "08:00", "weekends": true, "kinds": ["marketing"], "channels": ["email"] },
  "sendAt": "09:00",
  "sendWithin": "P3D",
  "holidays": { "US": ["2026-11-26"] },
  "businessCalendar": "US",
  "tasks": { "escalate": [{ "after": "3 business days", "to": "manager" }], "onePer": "reason" },
  "rules": { "default": { "maxShareOfAccounts": 0.05, "perHour": 200 } },
  "senders": { "success": { "name": "Northwind", "address": "success@northwind.example" } },
  "company": { "name": "Northwind", "postalAddress": "1 Main Street" }
}
`;

const HEALTH = `{
  "$schema": "../schema/health.json", "id": "default", "owner": "cs-ops", "description": "Health of everybody",
  "bands": { "green": 80, "yellow": 50, "red": 0 },
  "trust": 0.5,
  "measures": [
    {
      "id": "use", "weight": 60, "play": "adoption-review",
      "green": { "all": [{ "fact": "seats", "operator": "greaterThan", "value": 10 }] },
      "red": { "all": [{ "fact": "seats", "operator": "lessThan", "value": 3 }] }
    },
    {
      "id": "people", "weight": 40, "play": "find-champion",
      "green": { "condition": "has-champion" },
      "red": { "not": { "condition": "has-champion" } }
    }
  ]
}
`;

const SIGNALS: Readonly<Record<string, string>> = {
  'signals/contract.signed.json': `{
  "$schema": "../schema/signal.json", "id": "contract.signed", "owner": "cs-ops", "description": "A contract was signed",
  "source": "crm",
  "payload": { "arr": { "type": "money" }, "startsOn": { "type": "date" } },
  "updates": [
    { "set": "arr", "to": { "from": "arr" } },
    { "set": "startsOn", "to": { "from": "startsOn" } },
    { "set": "status", "to": "customer" }
  ]
}
`,
  'signals/nps.responded.json': `{
  "$schema": "../schema/signal.json", "id": "nps.responded", "owner": "cs-ops", "description": "An answer",
  "source": "crm",
  "payload": { "score": { "type": "number", "min": 0, "max": 10 }, "email": { "type": "email", "pii": true, "optional": true } },
  "updates": [
    { "append": "csat", "value": { "score": { "from": "score" }, "by": { "from": "contact" } } },
    { "set": "contact.email", "to": { "from": "email" } }
  ]
}
`,
  'signals/usage.recorded.json': `{
  "$schema": "../schema/signal.json", "id": "usage.recorded", "owner": "cs-ops", "description": "Use in a day",
  "source": "product",
  "payload": { "count": { "type": "number", "min": 0 } },
  "updates": [
    { "series": "logins", "add": { "from": "count" } },
    { "series": "users", "distinct": { "from": "contact" } },
    { "set": "seenAt", "to": { "from": "time" } }
  ]
}
`,
  'signals/invoice.opened.json': `{
  "$schema": "../schema/signal.json", "id": "invoice.opened", "owner": "finance", "description": "An invoice",
  "source": "crm",
  "payload": { "invoice": { "type": "string" }, "due": { "type": "money" } },
  "updates": [
    { "put": "invoices", "key": { "from": "invoice" }, "fields": { "state": "open", "due": { "from": "due" } } }
  ]
}
`,
};

/** A small rulebook with one of everything, as its authors wrote it. It compiles without an issue. */
export const RULEBOOK_FILES: Readonly<Record<string, string>> = {
  'facts.json': FACTS,
  'segments.json': SEGMENTS,
  'stages.json': STAGES,
  'guardrails.json': GUARDRAILS,
  'health/default.json': HEALTH,
  ...SIGNALS,
  ...LIFECYCLE_FILES,
};

/** The files as `compileRulebook` takes them; of MJML, the HTML is the MJML. */
export function asRulebook(files: Readonly<Record<string, string>>): RulebookFile[] {
  return Object.entries(files).map(([path, text]) =>
    path.endsWith('.mjml') ? { path, text, html: text } : { path, text },
  );
}

/** The rulebook with one passage of one file replaced. Throws when the passage is not there, or there twice. */
export function edited(path: string, passage: string, replacement: string): Record<string, string> {
  const text = RULEBOOK_FILES[path];
  if (text === undefined) throw new Error(`no file ${path}`);
  const first = text.indexOf(passage);
  if (first === -1 || text.indexOf(passage, first + 1) !== -1)
    throw new Error(`"${passage}" stands not once in ${path}`);
  return {
    ...RULEBOOK_FILES,
    [path]: text.slice(0, first) + replacement + text.slice(first + passage.length),
  };
}

const RULE = `{
  "$schema": "../schema/rule.json", "id": "login-drop", "owner": "cs-ops", "status": "shadow",
  "description": "Logins fell three weeks running",
  "conditions": {
    "all": [
      {
        "fact": "streak",
        "params": { "of": "logins", "per": "week", "where": { "fact": "change", "operator": "lessThan", "value": -0.4 } },
        "operator": "greaterThanInclusive",
        "value": 3
      },
      { "not": { "any": [{ "fact": "status", "operator": "equal", "value": "trial" }] } }
    ]
  },
  "for": "P1D",
  "repeatAfter": "P30D",
  "event": {
    "type": "risk.usage",
    "params": {
      "effects": [
        {
          "createTask": {
            "reason": "usage-decline",
            "title": "Logins fell",
            "assign": "csm",
            "dueIn": "2 business days"
          }
        },
        { "segments": ["small"], "startJourney": { "id": "welcome", "with": { "seats": { "fact": "seats" } } } }
      ]
    }
  },
  "onResolve": [{ "setFact": { "flagged": false } }]
}
`;

const EVENT_RULE = `{
  "$schema": "../schema/rule.json", "id": "low-nps", "owner": "cs-ops",
  "description": "A detractor answered",
  "on": ["nps.responded"],
  "conditions": {
    "all": [
      { "fact": "signal.score", "operator": "lessThanInclusive", "value": 6 },
      { "fact": "contact.roles", "operator": "contains", "value": "champion" }
    ]
  },
  "atMostOncePer": "P30D",
  "event": { "type": "risk.nps", "params": { "effects": [{ "startJourney": "recover" }] } }
}
`;

const EACH_RULE = `{
  "$schema": "../schema/rule.json", "id": "sponsor-stale", "owner": "cs-ops",
  "description": "No meeting with a sponsor for 90 days",
  "each": "contacts",
  "conditions": {
    "all": [
      { "fact": "contact.roles", "operator": "contains", "value": "sponsor" },
      { "fact": "daysSince", "params": { "of": "contact.metAt" }, "operator": "greaterThan", "value": 90 }
    ]
  },
  "event": { "type": "risk.sponsor" }
}
`;

const CONDITION = `{
  "$schema": "../schema/condition.json", "id": "has-champion", "owner": "cs-ops", "description": "There is a champion",
  "conditions": {
    "all": [
      {
        "fact": "count",
        "params": {
          "of": "contacts",
          "where": { "fact": "contact.roles", "operator": "contains", "value": "champion" }
        },
        "operator": "greaterThan",
        "value": 0
      }
    ]
  }
}
`;

const JOURNEY = `{
  "$schema": "../schema/journey.json", "id": "welcome", "owner": "cs-ops", "description": "First weeks",
  "priority": 50,
  "to": ["champion", "primary"],
  "enter": { "on": "contract.signed", "with": { "seats": 5 } },
  "anchor": "now",
  "reentry": "never",
  "onChange": "pin",
  "needs": { "seats": "number" },
  "goal": { "when": { "condition": "has-champion" }, "goto": "thanks" },
  "exit": [{ "reason": "trial", "when": { "fact": "status", "operator": "equal", "value": "trial" } }],
  "steps": [
    { "id": "hello", "at": "P0D", "touch": { "channel": "email", "template": "hello", "topic": "onboarding" } },
    {
      "id": "answer",
      "waitFor": {
        "signal": "nps.responded",
        "where": { "fact": "signal.score", "operator": "greaterThan", "value": 8 },
        "within": "P14D",
        "onTimeout": "check"
      }
    },
    {
      "id": "check",
      "at": "P30D",
      "branch": [{ "when": { "fact": "seats", "operator": "lessThan", "value": 3 }, "goto": "call" }],
      "otherwise": "over"
    },
    { "id": "call", "task": { "reason": "slow-start", "title": "Call them", "assign": "csm", "dueIn": "P2D" } },
    { "id": "over", "end": "completed" },
    { "id": "thanks", "touch": { "channel": "email", "template": "hello", "topic": "onboarding" } },
    { "id": "reached", "end": "goal" }
  ]
}
`;

const CONTACT_JOURNEY = `{
  "$schema": "../schema/journey.json", "id": "recover", "owner": "cs-ops", "description": "Win a contact back",
  "priority": 60,
  "per": "contact",
  "to": "subject",
  "anchor": "now",
  "reentry": { "after": "P90D" },
  "onChange": "pin",
  "steps": [
    { "id": "ask", "touch": { "channel": "email", "template": "hello", "topic": "onboarding" } },
    {
      "id": "then",
      "do": [{ "createTask": { "reason": "recover", "title": "Call", "assign": "csm", "dueIn": "P2D" } }]
    }
  ]
}
`;

const TEMPLATE = `{
  "$schema": "../schema/template.json", "id": "hello", "owner": "cs-ops", "description": "Says hello",
  "channel": "email",
  "from": "success",
  "subject": "Welcome to {{ account.name }}",
  "mjml": "hello.mjml",
  "text": "hello.txt",
  "needs": { "account.name": "required" }
}
`;

const MJML = `<mjml>
  <mj-body><mj-section><mj-column><mj-text>
    <p>Hello {{ account.name }}</p>
    <a href="{{ links.unsubscribe }}">Stop</a>
  </mj-text></mj-column></mj-section></mj-body>
</mjml>
`;

const TEXT = `Hello {{ account.name }}
Stop: {{ links.unsubscribe }}
`;

const SLACK = `{
  "$schema": "../schema/template.json", "id": "team", "owner": "cs-ops", "description": "Tells the team",
  "channel": "slack",
  "text": "Look at {{ account.name }}",
  "needs": { "account.name": "required" }
}
`;

const TESTS = `{
  "$schema": "../schema/test.json",
  "start": "2026-06-01T00:00:00Z",
  "zone": "UTC",
  "alive": ["crm"],
  "accounts": {
    "acme": { "facts": { "status": "customer", "seats": 4 }, "contacts": { "ana": { "roles": ["champion"] } } }
  },
  "tests": [
    {
      "name": "fires when the third week is below 60% of the second",
      "signals": [{ "series": "logins", "signal": "usage.recorded", "per": "week", "field": "count", "values": "100 50 20 5" }],
      "at": {
        "P28DT1H": { "firing": { "acme": [] } },
        "P29DT1H": {
          "firing": { "acme": ["login-drop"] },
          "tasks": [{ "reason": "usage-decline", "assign": "queue:digital" }],
          "runs": ["welcome"]
        }
      }
    },
    {
      "name": "near miss: two weeks",
      "signals": [
        { "series": "logins", "signal": "usage.recorded", "per": "week", "field": "count", "values": "100 50 20" },
        { "at": "P22D", "type": "nps.responded", "contact": "ana", "data": { "score": 9 } }
      ],
      "at": { "P23D": "nothing" }
    }
  ]
}
`;

/** Rules, a named condition, journeys and templates of the rulebook that tests break on purpose. */
export const LIFECYCLE_FILES: Readonly<Record<string, string>> = {
  'risk/login-drop.json': RULE,
  'risk/login-drop.test.json': TESTS,
  'risk/low-nps.json': EVENT_RULE,
  'risk/sponsor-stale.json': EACH_RULE,
  'conditions/has-champion.json': CONDITION,
  'journeys/welcome.json': JOURNEY,
  'journeys/recover.json': CONTACT_JOURNEY,
  'templates/hello.json': TEMPLATE,
  'templates/hello.mjml': MJML,
  'templates/hello.txt': TEXT,
  'templates/team.json': SLACK,
};

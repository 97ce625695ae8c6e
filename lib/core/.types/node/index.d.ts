// Stands in for @types/node in the core's own type-check, on purpose empty. liquidjs asks for `types="node"`, and
// one such request anywhere would make `process`, `fetch` and timers type-check in every file of lib/core.
export {};

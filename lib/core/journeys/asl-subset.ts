import { type AslDefinition, type AslState, nextStatesOf } from './asl.ts';
import { isPlainPath, isTemplatePath } from './asl-path.ts';

/** The fields of each state that the stepper obeys. `Comment` is obeyed by ignoring it, as the language says. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  Task: [
    'Type',
    'Comment',
    'Resource',
    'Parameters',
    'TimeoutSeconds',
    'Retry',
    'Catch',
    'ResultPath',
    'Next',
  ],
  Choice: ['Type', 'Comment', 'Choices', 'Default'],
  Succeed: ['Type', 'Comment'],
  Fail: ['Type', 'Comment', 'Error', 'Cause'],
};
const DEFINITION_FIELDS = ['Comment', 'StartAt', 'States'];
const RETRIER_FIELDS = ['ErrorEquals', 'IntervalSeconds', 'BackoffRate', 'MaxAttempts', 'MaxDelaySeconds'];
const CATCHER_FIELDS = ['ErrorEquals', 'ResultPath', 'Next'];
const CHOICE_FIELDS = ['Variable', 'StringEquals', 'Next'];

/**
 * Throws an Error that names the state and the field for anything that the stepper would otherwise pass over:
 * unknown fields and state types, paths that are not plain, wildcards other than `States.ALL`, missing states.
 */
export function refuseUnsupported(definition: AslDefinition): void {
  onlyFields('the definition', definition, DEFINITION_FIELDS);
  const known = (name: string) => Object.hasOwn(definition.States, name);
  if (!known(definition.StartAt))
    throw new Error(`the definition starts at "${definition.StartAt}", which is no state`);
  for (const [name, state] of Object.entries(definition.States)) {
    const where = `state "${name}"`;
    const fields = FIELDS[state.Type];
    if (fields === undefined) throw new Error(`${where} is of type ${state.Type}, which is not supported`);
    onlyFields(where, state, fields);
    refuseInside(where, state);
    for (const next of nextStatesOf(state)) {
      if (!known(next)) throw new Error(`${where} leads to "${next}", which is no state`);
    }
  }
}

function refuseInside(where: string, state: AslState): void {
  if (state.Type === 'Choice') {
    for (const [index, rule] of state.Choices.entries()) {
      onlyFields(`${where}, Choices[${index}]`, rule, CHOICE_FIELDS);
      plainPath(where, `Choices[${index}].Variable`, rule.Variable);
    }
  }
  if (state.Type !== 'Task') return;
  if (state.Parameters !== undefined) templatePaths(where, 'Parameters', state.Parameters);
  resultPath(where, 'ResultPath', state.ResultPath);
  for (const [index, retrier] of (state.Retry ?? []).entries()) {
    onlyFields(`${where}, Retry[${index}]`, retrier, RETRIER_FIELDS);
    knownErrors(where, `Retry[${index}].ErrorEquals`, retrier.ErrorEquals);
  }
  for (const [index, catcher] of (state.Catch ?? []).entries()) {
    onlyFields(`${where}, Catch[${index}]`, catcher, CATCHER_FIELDS);
    knownErrors(where, `Catch[${index}].ErrorEquals`, catcher.ErrorEquals);
    resultPath(where, `Catch[${index}].ResultPath`, catcher.ResultPath);
  }
}

function onlyFields(where: string, holder: object, fields: readonly string[]): void {
  const unknown = Object.keys(holder).find((field) => !fields.includes(field));
  if (unknown !== undefined) throw new Error(`${where} has the field "${unknown}", which is not supported`);
}

/** `States.TaskFailed` stands for every error but a timeout: passing it over would retry or catch too little. */
function knownErrors(where: string, field: string, errors: readonly string[]): void {
  if (!errors.includes('States.TaskFailed')) return;
  throw new Error(`${where} has "States.TaskFailed" in ${field}, which is not supported`);
}

function resultPath(where: string, field: string, path: string | null | undefined): void {
  if (typeof path === 'string') plainPath(where, field, path);
}

function plainPath(where: string, field: string, path: string): void {
  if (!isPlainPath(path))
    throw new Error(`${where} has "${path}" as ${field}, only plain paths are supported`);
}

function templatePaths(where: string, field: string, template: object): void {
  for (const [key, part] of Object.entries(template)) {
    const place = `${field}.${key}`;
    if (Array.isArray(part)) throw new Error(`${where} has a list as ${place}, which is not supported`);
    if (key.endsWith('.$')) {
      if (typeof part === 'string' && isTemplatePath(part)) continue;
      throw new Error(`${where} has ${JSON.stringify(part)} as ${place}, only plain paths are supported`);
    }
    if (typeof part === 'object' && part !== null) templatePaths(where, place, part);
  }
}

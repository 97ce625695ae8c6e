import { derivedSignal } from '../signals/derived-signals.ts';
import { record, scopeOf, segmentOf, setLevel, type Work } from '../work.ts';
import { segmentNow } from './segments.ts';
import { stageDue, stageNow, type Track } from './stages.ts';

/** Brings the segment up to date when something it reads was touched or its time has come. */
export function deriveSegment(work: Work): void {
  const { segments } = work.rulebook;
  const { account } = work;
  const known = account.levels[segments.fact.index] !== undefined;
  if (known && account.segmentDue > work.now && !work.touched.meets(segments.reads)) return;
  const from = segmentOf(work);
  const to = segmentNow(segments, account, scopeOf(work));
  if (!setLevel(work, segments.fact, to, `touchline|segment|${work.now}`)) return;
  record(work, 'segment', { from: known ? from : '', to });
  if (known) work.signals.push(derivedSignal(work, 'segment.changed', { from, to }));
}

/** The same for the stage of every track. */
export function deriveStages(work: Work): void {
  const { tracks } = work.rulebook;
  for (let i = 0; i < tracks.length; i += 1) deriveStage(work, tracks[i] as Track, i);
}

function deriveStage(work: Work, track: Track, index: number): void {
  const { account } = work;
  const { facts } = track;
  const before = account.levels[facts.id.index]?.value;
  const due = account.stageDue[index];
  // The stages after the one that a track is at are not looked at before that one is done.
  const { reads } = track.stages.find((stage) => stage.id === before) ?? track;
  if (due !== undefined && due > work.now && !work.touched.meets(reads)) return;
  const key = `touchline|${track.id}|${work.now}`;
  const enteredBefore = account.levels[facts.enteredAt.index]?.value;
  const scope = scopeOf(work);
  const move = stageNow(
    track,
    before === undefined ? undefined : String(before),
    Number(enteredBefore ?? work.now),
    scope,
  );
  const { stage } = move;
  const dueAt =
    stage === undefined ? undefined : stageDue(stage, move.enteredAt, scope, work.rulebook.calendar);
  account.stageDue[index] = Math.min(scope.until, scope.silentAt);
  setLevel(work, facts.dueAt, dueAt, key);
  if (!setLevel(work, facts.id, stage?.id, key)) return;
  setLevel(work, facts.enteredAt, stage === undefined ? undefined : move.enteredAt, key);
  setLevel(work, facts.owner, stage?.owner, key);
  const from = String(before ?? 'none');
  const to = stage?.id ?? 'none';
  record(work, 'stage', { reason: track.id, from, to, ...(dueAt === undefined ? {} : { until: dueAt }) });
  work.signals.push(derivedSignal(work, 'stage.changed', { track: track.id, from, to }));
}

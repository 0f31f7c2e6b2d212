import type { DeliveryDetail } from '@sista/shared/delivery/delivery.schema';
import { isEndedDelivery } from '@sista/shared/delivery/delivery-status';
import { deliveryLifeMs } from '@sista/shared/delivery/retry-plan';
import { exactWords, relativeWords } from '../ui/RelativeTime.tsx';
import { outcomeWords, toneOfOutcome } from './delivery-words.ts';
import classes from './Ladder.module.css';
import { type LadderMark, ladderOf, ladderTicks, placeOf } from './ladder.ts';

const inset = 2.5;
const x = (place: number) => `${inset + place * (100 - inset * 2)}%`;

/** 24 hours of attempts: filled marks were made, hollow ones are planned. The sentence above says the same. */
export function Ladder({ delivery }: { delivery: DeliveryDetail }) {
  const marks = ladderOf(delivery);
  const now = Date.now();
  const start = Date.parse(delivery.deadlineAt) - deliveryLifeMs;
  return (
    <div className={classes.ladder}>
      <p className={classes.sentence}>{sentenceOf(delivery, now)}</p>
      <svg className={classes.picture} role="img" aria-label={sentenceOf(delivery, now)}>
        <line x1={x(0)} x2={x(1)} y1="34" y2="34" className={classes.axis} />
        {ladderTicks.map(({ ms, label }) => (
          <g key={ms}>
            <line x1={x(placeOf(ms))} x2={x(placeOf(ms))} y1="48" y2="53" className={classes.tick} />
            <text x={x(placeOf(ms))} y="67" textAnchor="middle">
              {label}
            </text>
          </g>
        ))}
        {!isEndedDelivery(delivery.status) && (
          <g className={classes.now}>
            <line x1={x(placeOf(now - start))} x2={x(placeOf(now - start))} y1="12" y2="48" />
            <text x={x(placeOf(now - start))} y="9" textAnchor="middle">
              now
            </text>
          </g>
        )}
        {marks.map((mark) => (
          <Mark key={`${mark.kind}${mark.at}`} mark={mark} />
        ))}
      </svg>
    </div>
  );
}

function Mark({ mark }: { mark: LadderMark }) {
  const when = exactWords(new Date(mark.at).toISOString());
  if (mark.kind === 'planned')
    return (
      <g className={classes.planned}>
        <title>{`Planned: ${when}${mark.last ? ', the last one' : ''}`}</title>
        {mark.to > mark.from && <line x1={x(mark.from)} x2={x(mark.to)} y1="34" y2="34" />}
        <circle cx={x(mark.place)} cy="34" r="6" />
      </g>
    );
  return (
    <g className={classes.done} data-tone={toneOfOutcome(mark.outcome)}>
      <title>{`Attempt ${mark.n}: ${outcomeWords[mark.outcome]}, ${when}`}</title>
      <circle cx={x(mark.place)} cy="34" r="7" />
      {mark.outcome === 'delivered' ? (
        <svg x={x(mark.place)} y="34" overflow="visible" aria-hidden="true">
          <path d="M -3 0 L -0.8 2.4 L 3.2 -2.4" />
        </svg>
      ) : (
        <svg x={x(mark.place)} y="34" overflow="visible" aria-hidden="true">
          <path d="M -2.4 -2.4 L 2.4 2.4 M 2.4 -2.4 L -2.4 2.4" />
        </svg>
      )}
    </g>
  );
}

/** "2 attempts so far, 8 more planned, the next in 4 min, the last in 23 h." */
function sentenceOf({ attempts, planned, status }: DeliveryDetail, now: number): string {
  const made = attempts.length === 1 ? '1 attempt' : `${attempts.length} attempts`;
  if (status === 'delivered') return `Delivered with ${made}.`;
  const [next] = planned;
  const last = planned.at(-1);
  if (!next || !last) return `${made}, none is planned.`;
  const nextWords = relativeWords(Date.parse(next.at), now);
  const soon = nextWords === 'just now' ? 'right now' : nextWords;
  if (planned.length === 1) return `${made} so far. The last one is planned ${soon}.`;
  return `${made} so far, ${planned.length} more planned: the next ${soon}, the last ${relativeWords(Date.parse(last.at), now)}.`;
}

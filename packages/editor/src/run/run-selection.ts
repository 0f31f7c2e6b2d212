import { useLocation, useNavigate } from '@tanstack/react-router';

export const stepTabs = ['input', 'output', 'attempts', 'logs', 'error', 'employee', 'delivery'] as const;
export type StepTab = (typeof stepTabs)[number];

/** A step of a run: its node and, inside a loop, the path of its item; '' outside. */
export type StepPlace = { nodeId: string; path: string };

/** What is chosen on the run page lives in its address: `?step=review&item=3&tab=output`. */
export function useRunSelection(): {
  step: string | undefined;
  /** The path of the item that is looked at; undefined: all of them. */
  item: string | undefined;
  tab: StepTab | undefined;
  choose: (step: string | undefined, item?: string) => void;
  show: (tab: StepTab) => void;
} {
  const navigate = useNavigate();
  const { pathname, search } = useLocation();
  const { step, item, tab } = search as { step?: string; item?: string | number; tab?: string };
  const go = (next: Record<string, string | number | undefined>) =>
    void navigate({ to: pathname as string, search: next as never, replace: true });
  return {
    step,
    item: item === undefined ? undefined : String(item),
    tab: stepTabs.find((each) => each === tab),
    choose: (next, path) =>
      go({
        ...(next === undefined ? {} : { step: next }),
        // A number stands in the address without quotes.
        ...(path === undefined || path === '' ? {} : { item: Number(path) }),
      }),
    show: (next) => go({ step, item, tab: next }),
  };
}

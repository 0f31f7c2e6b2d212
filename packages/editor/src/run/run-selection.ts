import { useLocation, useNavigate } from '@tanstack/react-router';

export const stepTabs = ['input', 'output', 'attempts', 'logs', 'error', 'employee', 'delivery'] as const;
export type StepTab = (typeof stepTabs)[number];

/** What is chosen on the run page lives in its address: `?step=review&tab=output`. */
export function useRunSelection(): {
  step: string | undefined;
  tab: StepTab | undefined;
  choose: (step: string | undefined) => void;
  show: (tab: StepTab) => void;
} {
  const navigate = useNavigate();
  const { pathname, search } = useLocation();
  const { step, tab } = search as { step?: string; tab?: string };
  const go = (next: Record<string, string | undefined>) =>
    void navigate({ to: pathname as string, search: next as never, replace: true });
  return {
    step,
    tab: stepTabs.find((each) => each === tab),
    choose: (next) => go(next === undefined ? {} : { step: next }),
    show: (next) => go({ step, tab: next }),
  };
}

import { create } from 'zustand';

export type Notice = {
  id: number;
  tone: 'good' | 'bad' | 'neutral';
  title: string;
  message?: string;
  action?: { label: string; run: () => void };
};

export const useNotices = create<{ notices: Notice[] }>(() => ({ notices: [] }));

let lastId = 0;

/** A short message at the corner of the screen; it is spoken too. Errors stay until they are dismissed. */
export function notify(notice: Omit<Notice, 'id'>): void {
  lastId += 1;
  const id = lastId;
  useNotices.setState(({ notices }) => ({ notices: [...notices.slice(-2), { ...notice, id }] }));
  if (notice.tone !== 'bad') setTimeout(() => dismissNotice(id), 5_000);
}

export function dismissNotice(id: number): void {
  useNotices.setState(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) }));
}

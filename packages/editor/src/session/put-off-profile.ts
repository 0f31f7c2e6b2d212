const key = 'sista.profile.later';

/** Whether this person chose "Later" on the welcome page. It counts until the tab is closed. */
export function isProfilePutOff(): boolean {
  return sessionStorage.getItem(key) === 'yes';
}

export function putOffProfile(): void {
  sessionStorage.setItem(key, 'yes');
}

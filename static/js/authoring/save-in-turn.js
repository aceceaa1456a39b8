/**
 * Makes saving and publishing wait for a running autosave. At the same time, both would create the new
 * page, and the teacher would get an error that its slug is already in use.
 *
 *     saveInTurn(document);
 */
const MAX_WAIT_MS = 10_000;

export function saveInTurn(root) {
  let autosaving = null; // the form
  let held = null; // the submit that waits: {form, submitter, timer}

  const go = () => {
    autosaving = null;
    if (!held) return;
    const { form, submitter, timer } = held;
    held = null;
    clearTimeout(timer);
    submitNow(form, submitter);
  };

  root.addEventListener("w-autosave:save", (event) => (autosaving = event.target));
  root.addEventListener("w-autosave:success", go);
  root.addEventListener("w-autosave:error", go);
  root.addEventListener(
    "submit",
    (event) => {
      if (event.target !== autosaving) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      const timer = held?.timer ?? setTimeout(go, MAX_WAIT_MS);
      held = { form: event.target, submitter: event.submitter, timer };
    },
    true,
  );
}

/** Wagtail disables the button while it works, and a disabled button's name would not be sent. */
function submitNow(form, submitter) {
  if (!submitter) {
    form.requestSubmit();
    return;
  }
  const isDisabled = submitter.disabled;
  submitter.disabled = false;
  form.requestSubmit(submitter);
  submitter.disabled = isDisabled;
}

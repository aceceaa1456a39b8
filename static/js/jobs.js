/** What the lists of jobs in the admin upgrade. */
import "./elements/live-jobs.js";
import "./elements/local-time.js";

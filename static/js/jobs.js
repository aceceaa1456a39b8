/** Scripts of the job lists in the admin. */
import "./elements/live-jobs.js";
import "./elements/local-time.js";

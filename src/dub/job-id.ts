/** How a job is called: `job_` and 12 hex digits. */
export const JOB_ID = /^job_[0-9a-f]{12}$/

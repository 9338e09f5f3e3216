/** What is said of a job that was to stop for a person to look it over, and has. */
export const FOR_REVIEW = 'for review'

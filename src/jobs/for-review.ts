/** What is said of a job that was to stop for a person to look it over, and has. */
export const FOR_REVIEW = 'for review'
/** The same, where some languages or lines could not be had. */
export const NOT_ALL = 'not all could be translated'
